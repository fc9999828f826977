"""The WSMan faults the endpoint answers with, as Windows words them.

Rule: codes and sentences are those of Windows' wsmerror.h and of answers recorded from Windows; none is made up.
"""

from __future__ import annotations

from dataclasses import dataclass

_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"


@dataclass(frozen=True)
class Kind:
    """One fault of Windows: SOAP code and subcode, number, sentence, and the HTTP status it travels with."""

    code: str
    subcode: str
    number: int
    reason: str
    detail: str = ""
    status: int = 500


class Refusal(Exception):
    """A request that ends in a SOAP fault. ``message`` replaces the kind's sentence in the detail."""

    def __init__(self, kind: Kind, message: str = "", message_id: str = "") -> None:
        super().__init__(message or kind.reason)
        self.kind = kind
        self.message = message or kind.reason
        self.message_id = message_id


INVALID_XML = Kind(
    "s:Sender",
    "w:SchemaValidationError",
    0x80338043,
    "The WS-Management service cannot process the request because the XML is invalid.",
    status=400,
)
INVALID_ACTION = Kind(
    "s:Sender",
    "a:ActionNotSupported",
    0x80338001,
    "The WS-Management service cannot process the request. The WS-Addressing action URI is invalid. "
    "Check the documentation for information on how to construct an action URI.",
)
RESOURCE_NOT_FOUND = Kind(
    "s:Sender",
    "a:DestinationUnreachable",
    0x80338000,
    "The WS-Management service cannot process the request. "
    "The service cannot find the resource identified by the resource URI and selectors.",
)
INVALID_SELECTORS = Kind(
    "s:Sender",
    "w:InvalidSelectors",
    0x8033805B,
    "The WS-Management service cannot process the request because the request contained invalid selectors "
    "for the resource.",
    detail=_DETAIL + "UnexpectedSelectors",
)
TIMED_OUT = Kind(
    "s:Receiver",
    "w:TimedOut",
    0x80338029,
    "The WS-Management service cannot complete the operation within the time specified in OperationTimeout.",
)
ALREADY_EXISTS = Kind(
    "s:Sender",
    "w:AlreadyExists",
    0x80338063,
    "The WS-Management service cannot process a Create request because the target already exists.",
)
INTERNAL_ERROR = Kind(
    "s:Receiver",
    "w:InternalError",
    0x80338083,
    "The WS-Management service cannot process the request. The data source failed to return results for the request.",
)
ACCESS_DENIED = Kind("s:Sender", "w:AccessDenied", 5, "Access is denied.")
TOO_MANY_SHELLS = Kind(
    "s:Receiver",
    "w:QuotaLimit",
    0x803381A5,
    "The WS-Management service cannot process the request. This user has more concurrent shells than allowed. "
    "Close existing shells or raise the quota for this user.",
)
TOO_MANY_OPERATIONS = Kind(
    "s:Receiver",
    "w:QuotaLimit",
    0x803381A6,
    "The WS-Management service cannot process the request. The maximum number of concurrent operations for this user "
    "has been exceeded. Close existing operations for this user, or raise the quota for this user.",
)
UNSUPPORTED_FEATURE = Kind(
    "s:Sender",
    "w:UnsupportedFeature",
    0x80338042,
    "The WS-Management service does not support the specified feature. "
    "Remove the unsupported feature from the request and retry.",
)

NO_COMMAND = (
    "The Windows Remote Shell received a request to perform an operation on a command identifier that does not exist. "
    "Either the command has completed execution or the client specified an invalid command identifier."
)


def no_shell(shell_id: str) -> str:
    """The sentence for a shell that is not there."""
    return (
        f"The request for the Windows Remote Shell with ShellId {shell_id} failed because the shell was not found on "
        "the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the "
        "server. Provide the correct ShellId or create a new shell and retry the operation."
    )
