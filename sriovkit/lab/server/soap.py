"""SOAP in and out: bytes to a request record, and answers to bytes.

Rule: no document type, no entity and no encoding but UTF-8 and UTF-16 reaches the XML parser.
"""

from __future__ import annotations

import codecs
import re
import uuid
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from .refusals import INVALID_XML, Refusal

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "pwsh": "http://schemas.microsoft.com/powershell",
    "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
}
ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
MAX_ENVELOPE = 512_000  # bytes, Windows' MaxEnvelopeSizekb of 500
_WRAPPING = 2_048  # bytes of an envelope that are not the payload, generously

_DECLARED = re.compile(r"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True)
class SoapRequest:
    """One envelope, read. Times are seconds, sizes bytes; ``body`` is the first element of the SOAP body."""

    action: str
    message_id: str
    resource_uri: str
    to: str
    timeout: float
    max_envelope: int
    selectors: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    body: ElementTree.Element | None = None

    @property
    def room(self) -> int:
        """Raw bytes that fit into the answer once in base64."""
        return (min(max(self.max_envelope, 8_192), MAX_ENVELOPE) - _WRAPPING) // 4 * 3


def safe_xml(data: bytes) -> ElementTree.Element:
    """Parse XML that came over the wire; raises Refusal where it is broken or brings a document type or entities."""
    text = harmless(data)
    try:
        # The encoding given here wins over a declared one: what was searched is what is parsed.
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314 - `harmless` has refused what is dangerous
        return ElementTree.fromstring(text.encode(), parser=parser)  # noqa: S314
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise Refusal(INVALID_XML) from error


def harmless(data: bytes) -> str:
    """The text of XML that a parser may be given; raises Refusal otherwise. Also asked by the PSRP side."""
    text = _decoded(data)
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf-16"):
        raise Refusal(INVALID_XML)
    if "\0" in text or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refusal(INVALID_XML)
    return text


def _decoded(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(INVALID_XML) from error


def read_request(data: bytes) -> SoapRequest:
    """The request in an envelope; raises Refusal when it is none."""
    root = safe_xml(data)
    header, body = root.find("s:Header", NS), root.find("s:Body", NS)
    if root.tag != f"{{{NS['s']}}}Envelope" or body is None:
        raise Refusal(INVALID_XML)
    header = header if header is not None else ElementTree.Element("Header")
    return SoapRequest(
        action=_text(header, "a:Action"),
        message_id=_text(header, "a:MessageID"),
        resource_uri=_text(header, "w:ResourceURI"),
        to=_text(header, "a:To"),
        timeout=seconds(_text(header, "w:OperationTimeout"), 60.0),
        max_envelope=_number(_text(header, "w:MaxEnvelopeSize"), 153_600),
        selectors=_named(header, "w:SelectorSet/w:Selector"),
        options=_named(header, "w:OptionSet/w:Option"),
        body=next(iter(body), None),
    )


def _text(parent: ElementTree.Element, path: str) -> str:
    return (parent.findtext(path, "", NS) or "").strip()


def _named(parent: ElementTree.Element, path: str) -> dict[str, str]:
    return {e.get("Name", ""): (e.text or "") for e in parent.findall(path, NS)}


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def seconds(duration: str, otherwise: float) -> float:
    """An ISO 8601 duration of days and less, in seconds."""
    match = _DURATION.fullmatch(duration[:64])
    if not match or not any(match.groups()):
        return otherwise
    days, hours, minutes, rest = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def response(action: str, message_id: str, body: str) -> bytes:
    """An envelope that answers a message; ``body`` is XML with the prefixes of `NS`."""
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items() if prefix != "wsmid")
    relates = f"<a:RelatesTo>{escape(message_id)}</a:RelatesTo>" if message_id else ""
    return (
        f'<s:Envelope xml:lang="en-US" {names}><s:Header><a:Action>{escape(action)}</a:Action>'
        f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID><a:To>{ANONYMOUS}</a:To>{relates}</s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def fault(refusal: Refusal) -> bytes:
    """The envelope of a refusal, in the form Windows gives it."""
    kind = refusal.kind
    detail = f"<w:FaultDetail>{escape(kind.detail)}</w:FaultDetail>" if kind.detail else ""
    return response(
        "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
        refusal.message_id,
        f"<s:Fault><s:Code><s:Value>{kind.code}</s:Value><s:Subcode><s:Value>{kind.subcode}</s:Value></s:Subcode>"
        f'</s:Code><s:Reason><s:Text xml:lang="en-US">{escape(kind.reason)} </s:Text></s:Reason><s:Detail>{detail}'
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{kind.number}" '
        f"Machine={quoteattr('localhost')}><f:Message>{escape(refusal.message)} </f:Message></f:WSManFault>"
        "</s:Detail></s:Fault>",
    )


def identity() -> bytes:
    """The answer to wsmid:Identify: who listens here. It says that this is no Windows."""
    return (
        f'<s:Envelope xmlns:s="{NS["s"]}"><s:Header/><s:Body><wsmid:IdentifyResponse xmlns:wsmid="{NS["wsmid"]}">'
        f"<wsmid:ProtocolVersion>{NS['w']}</wsmid:ProtocolVersion><wsmid:ProductVendor>sriovkit lab (simulated)"
        "</wsmid:ProductVendor><wsmid:ProductVersion>OS: 0.0.0 SP: 0.0 Stack: 3.0</wsmid:ProductVersion>"
        "</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    ).encode()
