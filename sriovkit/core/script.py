"""The collecting script: one text, assembled from the cmdlet files, that is sent, run by hand or put behind JEA.

Rule: the text is the same everywhere, byte for byte; it runs on Windows PowerShell 3.0 and later and is plain ASCII.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from .cmdlets import CMDLETS, Cmdlet

#: Raised whenever what the script answers changes; an answer says which version gave it.
VERSION = "2"
#: Behind JEA (jea.py): the command whose body the script is, and the session configuration that offers it.
COMMAND = "Get-SriovkitSnapshot"
CONFIGURATION = "sriovkit"


@cache
def collecting_script() -> str:
    """The PowerShell text that answers with a whole snapshot as one JSON string (schema sriovkit.snapshot/1)."""
    ask = "\n".join(_ask(cmdlet) for cmdlet in CMDLETS.values())
    return _template("collect.ps1").replace("%ASK%", ask).replace("%VERSION%", VERSION)


def exported_script() -> bytes:
    """The same script as a file to carry to a host: UTF-8 with byte order mark and CRLF, for PowerShell 3.0 to 7.

    It takes one parameter, -OutFile, and prints nothing but the path of the JSON file that it wrote.
    """
    body = "\n".join("    " + line if line else line for line in collecting_script().rstrip("\n").splitlines())
    text = _template("export.ps1").replace("%BODY%", body).replace("%VERSION%", VERSION)
    return as_file(text)


def as_file(script: str) -> bytes:
    """A script of ours, which is ASCII, as Windows PowerShell reads it rightly: with byte order mark and CRLF."""
    return b"\xef\xbb\xbf" + script.replace("\n", "\r\n").encode("ascii")


def _ask(cmdlet: Cmdlet) -> str:
    keep = " ".join(f"{p.name}:{p.kind}" for p in cmdlet.record.PROPS)
    return f"    $ask['{cmdlet.section}'] = @{{ Run = {{ {cmdlet.command} }}; Keep = '{keep}' }}"


def _template(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
