"""The content security policy of every page: nothing from another address, no script but the site's own.

Rule: it stands in the page itself, so that it holds on every host; scripts inside pages are let in by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL)
_HEAD = re.compile(r"<meta charset=\"utf-8\">")
_DIRECTIVES = (
    "default-src 'none'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    # The ladder and the theme colour by style attributes.
    "style-src 'self' 'unsafe-inline'",
    # Search runs in a worker of the theme's; the diagnosis in one started from a blob, bound by this policy.
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
)


def bound(html: str) -> str:
    """A page with its policy as the first thing after its character set."""
    scripts = ["'self'", *sorted({_hash(script) for script in _INLINE.findall(html)})]
    if 'id="diagnosis" class="diagnosis"' in html:
        scripts.append("'wasm-unsafe-eval'")
    policy = "; ".join([*_DIRECTIVES, f"script-src {' '.join(scripts)}"])
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return _HEAD.sub(lambda found: found[0] + meta, html, count=1)


def alone(script: str) -> str:
    """The policy of the one file with this script in it: nothing is asked of anybody; its program runs from blobs."""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            "style-src 'unsafe-inline'",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
            f"script-src {_hash(script)} blob: 'wasm-unsafe-eval'",
        )
    )


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
