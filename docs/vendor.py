"""Brings Pyodide, which the site serves itself: python docs/vendor.py, or python run.py docs, which does it by itself.

Rule: the versions are those of tests/node/package-lock.json, with their hashes; no package's script is run. Without npm
it says what will be missing and goes on: the site is built all the same.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

LACKING = "the site will have no diagnosis in the page, and its diagrams in words"
NODE = Path(__file__).resolve().parents[1] / "tests" / "node"
BUILD = ["mkdocs", "build", "--strict"]


def bring() -> bool:
    """Whether Pyodide is there, installed now if need be."""
    if (NODE / "node_modules" / "pyodide").is_dir():
        return True
    npm = shutil.which("npm")
    if npm is None:
        print(f"npm is missing: {LACKING}.", file=sys.stderr)
        return False
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=NODE, check=False)
    if done.returncode:
        print(f"npm failed: {LACKING}.", file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    bring()
    if sys.argv[1:2] == ["--build"]:
        sys.argv = [*BUILD, *sys.argv[2:]]
        runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
