"""The box of the page "Paste output": its form, its words and where the program behind it lies.

Rule: without its script the box says how to go on without it; every word that the script shows stands in the page. A
site without the program has no form that could not be used, only the way on.
"""

from __future__ import annotations

import json
from html import escape

from publish import program

from sriovkit.core import console
from sriovkit.core.text import words

from . import ladders
from .said import say

#: What the script says: words.toml's [box-...].
_SAYS = (
    *("loading", "reading", "failed", "no-wasm", "empty", "done", "findings", "none", "copy", "copied"),
    *("copy-text", "print", "report", "report-lead", "defect", "reason", "card"),
)


def fragment(lang: str) -> str:
    """One block of HTML, without an empty line: Markdown leaves it as it is."""
    if not program.folder():
        return f'<div class="diagnosis"><p class="diagnosis-status">{say("box-no-program", lang)}</p></div>'
    home = "../../" if lang == "en" else "../../../"
    places = {
        "program": home + program.folder(),
        "offline": f"{home}offline.js",
        "reasons": "../../reasons/",
        "limit": str(console.LIMIT),
    }
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in places.items())
    said = {name: say(f"box-{name}", lang) for name in _SAYS}
    size = f"{console.LIMIT // 1024 // 1024} MB"
    said["too-large"] = words("error.paste-too-large.cause", lang, limit=size)
    said["next"] = words("error.next_label", lang)
    said["example"] = ladders.paste(lang).strip().removeprefix("```text\n").removesuffix("\n```")
    inside = _FORM.format(**{name: say(f"box-{name}", lang) for name in _PLACES})
    told = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/json" class="diagnosis-words">{told}</script>'
    start = f'<script type="module" src="{home}assets/diagnosis.js"></script>'
    return f'<div id="diagnosis" class="diagnosis" {data}>\n{inside}{script}\n{start}\n</div>'


_PLACES = ("privacy", "label", "hint", "go", "file", "example", "waiting", "result")
_FORM = """<form class="diagnosis-form" novalidate>
<label for="diagnosis-text" class="diagnosis-label">{label}</label>
<textarea id="diagnosis-text" rows="9" spellcheck="false" autocomplete="off" autocapitalize="off" \
aria-describedby="diagnosis-hint diagnosis-privacy" disabled></textarea>
<p id="diagnosis-hint" class="diagnosis-hint">{hint}</p>
<div class="diagnosis-buttons">
<button type="submit" class="md-button md-button--primary" disabled>{go}</button>
<button type="button" class="md-button diagnosis-file" disabled>{file}</button>
<button type="button" class="md-button diagnosis-example" disabled>{example}</button>
<input type="file" hidden tabindex="-1" aria-hidden="true">
</div>
</form>
<p id="diagnosis-privacy" class="diagnosis-privacy">{privacy}</p>
<p class="diagnosis-status" role="status">{waiting}</p>
<section class="diagnosis-result" aria-label="{result}" tabindex="-1" hidden></section>
"""
