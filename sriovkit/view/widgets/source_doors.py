"""What stands behind each door of the source chooser: the fields for it, made when the door is first opened.

Rule: a field tells the chooser what was chosen and keeps nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ipywidgets import DOMWidget, FileUpload, Textarea

from ...core import text as reader
from ..states.source import FILE_LIMIT, PASTE_LIMIT, WAYS
from . import look
from .controls import choice, field, label
from .scenarios import listed
from .secret import SecretField

if TYPE_CHECKING:
    from .source import SourceShown


class Doors:
    """The fields behind the doors of one chooser."""

    def __init__(self, source: SourceShown, scenarios: Sequence[tuple[str, str]], lang: str) -> None:
        self._source, self._scenarios, self._lang = source, scenarios, lang
        self._made: dict[str, list[DOMWidget]] = {}

    def of(self, door: str) -> list[DOMWidget]:
        """The fields behind a door."""
        if door not in self._made:
            self._made[door] = [self._about(door), *getattr(self, f"_{door}")()]
        return self._made[door]

    def _say(self, key: str, **facts: Any) -> str:
        return reader.words(f"widget.{key}", self._lang, **facts)

    def _about(self, door: str) -> DOMWidget:
        facts = {"paste": PASTE_LIMIT, "file": FILE_LIMIT}
        said = self._say(f"about.{door}", limit=f"{facts.get(door, 0) // 1024 // 1024} MB")
        return look.piece(look.line(said), self._lang)

    def _lab(self) -> list[DOMWidget]:
        chosen, choose = self._source.choices, self._source.choose
        spoken = [
            (self._say("own-language"), ""),
            *((reader.words(f"language.{x}", self._lang), x) for x in ("ja", "en")),
        ]
        words = self._say("scenario")
        return [
            *listed(words, self._scenarios, chosen.scenario, lambda given: choose(scenario=given), self._lang),
            choice(self._say("speaks"), spoken, chosen.speaks, lambda given: choose(speaks=given)),
        ]

    def _live(self) -> list[DOMWidget]:
        chosen, choose = self._source.choices, self._source.choose
        ways = [(self._say(f"way.{way}"), way) for way in WAYS]
        hint = {"placeholder": r"HV01\Administrator"}
        return [
            field(self._say("address"), chosen.address, lambda given: choose(address=given)),
            choice(self._say("way.name"), ways, chosen.way, lambda given: choose(way=given)),
            field(self._say("port"), chosen.port, lambda given: choose(port=given), placeholder="5986 / 5985"),
            field(self._say("username"), chosen.username, lambda given: choose(username=given), **hint),
            SecretField(self._say("password"), self._source.take, self._source.read),
        ]

    def _here(self) -> list[DOMWidget]:
        return []

    def _file(self) -> list[DOMWidget]:
        upload = FileUpload(accept=".json,.txt,.log", description=label(self._say("upload")), icon="", tooltip="")
        upload.observe(lambda change: self._dropped(upload, change["new"]), "value")
        self._name = look.piece("", self._lang)
        return [upload, self._name]

    def _dropped(self, upload: FileUpload, files: Sequence[Any]) -> None:
        """Take the file out of the widget: its content is nobody's state."""
        if not files:
            return
        name, content = str(files[0]["name"]), bytes(files[0]["content"])
        upload.value = ()
        self._source.bring(content, name)
        said = self._say("brought", name=name, size=f"{len(content):,}")
        self._name.value = look.wrapped(look.told(said), self._lang)

    def _paste(self) -> list[DOMWidget]:
        words = label(self._say("paste"))
        area = Textarea(description=words, continuous_update=False, rows=8, style={"description_width": "12em"})
        area.layout.width = "98%"
        area.observe(lambda change: self._source.bring(change["new"].encode("utf-8", "surrogatepass")), "value")
        return [area]
