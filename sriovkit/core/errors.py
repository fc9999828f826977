"""What can stop us: one small tree. Expected trouble on a host is data (a failed section, a finding), not an error.

Rule: every error names the host or file, the cause and the next step, in the reader's language, and never a secret.
The words stand in catalogue/locale under [error.<code>]: cause, next; next_cli where the command line differs.
"""

from __future__ import annotations

from . import clean, text


class SriovkitError(Exception):
    """The base; `code` picks the words, `facts` fill them. Do not raise it: raise one of its kinds.

    A fact is cut to 300 characters; a tuple of names is shown whole, each name cut.
    """

    def __init__(self, code: str, *, host: str = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.host = host
        self.facts = facts

    def cause(self, lang: str | None = None) -> str:
        """What happened, one sentence or two."""
        return self._words("cause", lang)

    def next_step(self, lang: str | None = None) -> str:
        """What to do now."""
        return self._words("next", lang)

    def message(self, lang: str | None = None) -> str:
        """Host, cause and next step, each on its own line, fit for a terminal."""
        head = f"{clean.line(self.host)}: " if self.host else ""
        step = text.words("error.next_label", lang)
        return f"{head}{self.cause(lang)}\n{step}{self.next_step(lang)}"

    def _words(self, part: str, lang: str | None) -> str:
        facts = {name: _shown(value) for name, value in self.facts.items()}
        return text.words(f"error.{self.code}.{part}", lang, host=clean.line(self.host), **facts)

    def __str__(self) -> str:
        return self.message()

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: where in our code it arose helps nobody."""
        return self.message().splitlines()

    def __reduce__(self) -> tuple[object, ...]:
        return _remake, (type(self), self.code, self.host, self.facts)


def _shown(fact: object) -> str:
    if isinstance(fact, tuple):
        return ", ".join(clean.line(name, 80) for name in fact) or "-"
    return clean.line(fact, 300)


def _remake(kind: type[SriovkitError], code: str, host: str, facts: dict[str, object]) -> SriovkitError:
    return kind(code, host=host, **facts)


class UsageError(SriovkitError):
    """The call itself is wrong: mend it and call again (exit code 2)."""


class InputError(SriovkitError):
    """A file or text cannot be read as what it should be (exit code 3)."""


class HostError(SriovkitError):
    """A host was not reached, refused us, or stopped answering (exit code 3)."""
