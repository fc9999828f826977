"""A built wheel, installed where no checkout is in sight, does the main job like the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


def test_the_wheel_holds_what_is_no_python(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for lang in ("en", "ja"):
        assert f"sriovkit/notebooks/{lang}/00-start.ipynb" in names
        assert f"sriovkit/catalogue/locale/{lang}.toml" in names
    assert {"sriovkit/core/collect.ps1", "sriovkit/py.typed", "sriovkit/lab/scenarios/article.toml"} <= names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs", "run.py"))]


@dataclass(frozen=True)
class Clean:
    """An environment with the wheel installed and nothing of the checkout in sight; programs run in `folder`."""

    place: Path
    folder: Path

    def program(self, name: str) -> Path:
        return self.place / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name)

    @property
    def site(self) -> Path:
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.place), "platbase": str(self.place)}))

    def run(self, *command: str | Path, seconds: int = 90, **variables: str) -> str:
        """What the program printed; it has to go well."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SRIOVKIT_", "PYTHON", "PIP_"))
        }
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            env={**kept, "PIP_CONFIG_FILE": os.devnull, "PYTHONIOENCODING": "utf-8", **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    made = Clean(tmp_path_factory.mktemp("clean") / "環境 1", tmp_path_factory.mktemp("elsewhere"))
    venv.create(made.place, with_pip=True)
    made.run(made.program("python"), "-m", "pip", "install", "--no-index", "--no-deps", wheel)
    # The dependencies come from this environment, by path alone: its own sriovkit stays unseen, as .pth files there
    # are not read.
    (made.site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    where = made.run(made.program("python"), "-c", "import sriovkit; print(sriovkit.__file__)")
    assert Path(where.strip()) == made.site / "sriovkit" / "__init__.py"
    return made


@pytest.mark.slow
def test_the_installed_program_runs_the_main_job(clean: Clean) -> None:
    said = clean.run(clean.program("sriovkit"), "start", "--terminal", SRIOVKIT_LANG="en")
    assert "4 blockers, 3 rungs unknown." in said


@pytest.mark.slow
def test_the_installed_package_brings_its_own_notebooks(clean: Clean) -> None:
    copied = clean.folder / "ノート ブック"
    asked = (
        "import pathlib as p, sys; from sriovkit import guide as g; print(g.source(), g.copy_to(p.Path(sys.argv[1])))"
    )
    said = clean.run(clean.program("python"), "-c", asked, copied)
    assert said.strip() == f"{clean.site / 'sriovkit' / 'notebooks'} []"
    ours = {path.relative_to(ROOT / "notebooks"): path.read_bytes() for path in (ROOT / "notebooks").glob("*/*.ipynb")}
    assert {path.relative_to(copied): path.read_bytes() for path in copied.glob("*/*.ipynb")} == ours
