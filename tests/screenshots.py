"""Pictures of each kind of page, to be looked at: python -m tests.screenshots [PATH ...], into build/screenshots.

Rule: both languages, light and dark, desk, phone and A4 paper; nothing is compared, a person looks.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import Any

from . import built_site
from .built_site import DESK, KINDS, PHONE, SHOTS

#: Name -> size and scheme.
LOOKS = {
    f"{size}-{scheme}": (width, scheme)
    for (size, width), scheme in product((("desk", DESK), ("phone", PHONE)), ("light", "dark"))
}
SAMPLE = built_site.ROOT / "tests" / "data" / "samples" / "get-vmswitch-fails-ja.txt"


def name(lang: str, path: str, look: str) -> str:
    return f"{path.strip('/').replace('/', '-') or 'first'}.{lang}.{look}"


def take(page: Any, home: str, lang: str, path: str, file: Path, whole: bool) -> None:
    """One picture; the diagnosis is made where the page makes one."""
    page.goto(built_site.address(home, lang, path))
    if path == "diagnose/paste/" and (built_site.NODE / "pyodide").is_dir():
        page.fill("#diagnosis-text", SAMPLE.read_text("utf-8"))
        page.click(".diagnosis-form [type=submit]")
        page.locator(".diagnosis-result:visible").wait_for(timeout=60_000)
    page.wait_for_timeout(150)
    page.screenshot(path=file, full_page=whole)


def main() -> None:
    """Take them, into SRIOVKIT_SCREENSHOTS or build/screenshots; say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", default=list(KINDS), help="pages, as diagnose/paste/")
    parser.add_argument("--site", type=Path, help="a built site; else one is built")
    parser.add_argument("--look", action="append", choices=[*LOOKS, "paper"], help="only these")
    parser.add_argument("--lang", action="append", choices=built_site.LANGUAGES)
    given = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    looks, langs = given.look or [*LOOKS, "paper"], given.lang or built_site.LANGUAGES
    with built_site.served(given.site or built_site.folder()) as home, built_site.browser() as browser:
        for look in looks:
            size, scheme = LOOKS.get(look, (DESK, "light"))
            page = browser.new_context(viewport=size, color_scheme=scheme, service_workers="block").new_page()
            for lang, path in product(langs, given.paths):
                file = SHOTS / f"{name(lang, path, look)}.png"
                take(page, home, lang, path, file, whole=look.startswith("phone") or look == "paper")
                if look == "paper":
                    page.pdf(path=file.with_suffix(".pdf"), format="A4", print_background=True)
                    file.unlink()
            page.context.close()
    print(SHOTS.resolve())


if __name__ == "__main__":
    main()
