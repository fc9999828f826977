"""The collecting script behind a JEA role: whoever may connect sees one command, and that command only reads.

Rule: the body of the command is the collecting script byte for byte, after the lines that import what it asks; the name
of a group is data and never PowerShell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

from .cmdlets import CMDLETS
from .errors import UsageError
from .script import COMMAND, CONFIGURATION, VERSION, collecting_script
from .snapshot import Snapshot

#: Who may connect unless told otherwise: those who may do everything already.
ADMINISTRATORS = ("BUILTIN\\Administrators",)
#: What an administrator runs on the host, in the folder of the files: to put the role there, and to take it away.
REGISTER = (
    'Copy-Item -Path .\\sriovkit -Destination "$env:ProgramFiles\\WindowsPowerShell\\Modules" -Recurse -Force',
    "Test-PSSessionConfigurationFile -Path .\\sriovkit-jea.pssc",
    f"Register-PSSessionConfiguration -Name {CONFIGURATION} -Path .\\sriovkit-jea.pssc",
)
UNREGISTER = (
    f"Unregister-PSSessionConfiguration -Name {CONFIGURATION}",
    'Remove-Item -Path "$env:ProgramFiles\\WindowsPowerShell\\Modules\\sriovkit" -Recurse',
)
#: Modules of the commands that the script itself uses, beside those that it asks.
_ALWAYS = ("Microsoft.PowerShell.Utility", "Microsoft.PowerShell.Management")
#: Beginnings of the configurations that Windows and PowerShell 7 register for themselves; those run any script.
_OPEN = ("microsoft.powershell", "powershell.")
#: DOMAIN\Name without what Windows forbids in either.
_ACCOUNT = re.compile(r'[^\\/"\[\]:;|=,+*?<>]+\\[^\\/"\[\]:;|=,+*?<>]+')
#: PowerShell takes the typographic ones for a quote as well.
_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")


def written(groups: Iterable[str] = ()) -> dict[str, bytes]:
    """The files by their place: UTF-8 with byte order mark and CRLF, as Windows PowerShell reads any language.

    Raises UsageError for a group that is no DOMAIN\\Name.
    """
    texts = {
        "sriovkit/sriovkit.psd1": module_manifest(),
        f"sriovkit/RoleCapabilities/{CONFIGURATION}.psrc": role_capability(),
        "sriovkit-jea.pssc": session_configuration(groups),
    }
    return {place: text.replace("\n", "\r\n").encode("utf-8-sig") for place, text in texts.items()}


def role_capability() -> str:
    """The .psrc: what somebody with this role sees, and what it does."""
    modules = dict.fromkeys((*_ALWAYS, *(cmdlet.module for cmdlet in CMDLETS.values())))
    named = ", ".join(f"'{module}'" for module in modules)
    return _filled("jea.psrc", MODULES=named).replace("%BODY%\n", collecting_script())


def session_configuration(groups: Iterable[str] = ()) -> str:
    """The .pssc: who has the role, each DOMAIN\\Name once; administrators where none is named. Raises UsageError."""
    named = {group.casefold(): group for group in reversed([_account(group) for group in groups] or ADMINISTRATORS)}
    lines = [f"        {_quoted(group)} = @{{ RoleCapabilities = '{CONFIGURATION}' }}" for group in named.values()]
    return _filled("jea.pssc").replace("%ROLES%", "\n".join(reversed(lines)))


def module_manifest() -> str:
    """The .psd1 of the module that carries the role capability."""
    return _filled("jea.psd1")


def is_restricted(configuration: str) -> bool:
    """Whether a session configuration is taken to offer one command and no scripts: any that Windows did not bring."""
    return not configuration.lower().startswith(_OPEN)


def with_age(taken: Snapshot) -> Snapshot:
    """The same answers; a note says so where the host's role holds an older or a newer version of the script."""
    held, ours = _number(taken.data.get("script")), int(VERSION)
    if "configuration" not in taken.source or held in (None, ours):
        return taken
    code = "older-script" if held < ours else "newer-script"
    note = {"code": code, "place": "", "facts": {"held": held, "ours": ours}}
    return replace(taken, data={**taken.data, "notes": [*(taken.data.get("notes") or ()), note]})


def _number(script: Any) -> int | None:
    """The version in a snapshot's `script`, where it is a number."""
    said = str(script.get("version")) if isinstance(script, Mapping) else ""
    return int(said) if said.isdecimal() and len(said) < 10 else None


def _account(group: str) -> str:
    if not _ACCOUNT.fullmatch(group) or not group.isprintable():
        raise UsageError("bad-group", group=group)
    return group


def _quoted(text: str) -> str:
    return "'" + _QUOTES.sub(r"\1\1", text) + "'"


def _filled(name: str, **holes: str) -> str:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
    for hole, value in {"VERSION": VERSION, "COMMAND": COMMAND, **holes}.items():
        text = text.replace(f"%{hole}%", value)
    return text
