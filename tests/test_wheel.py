"""A built wheel, installed where no checkout is in sight, does the main job like the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
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


@pytest.mark.slow
def test_the_installed_wheel_runs_the_main_job(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "clean"
    venv.create(place, with_pip=False)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = place / folder / ("python.exe" if os.name == "nt" else "python")
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies come from this environment, by path alone: its own sriovkit stays unseen, as .pth files there
    # are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SRIOVKIT_", "PYTHON"))}
    where = [str(python), "-c", "import sriovkit; print(sriovkit.__file__)"]
    told = subprocess.run(where, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=60)
    assert str(site) in told.stdout, told.stderr
    run = [str(python), "-m", "sriovkit", "start", "--terminal"]
    environment = {**clean, "SRIOVKIT_LANG": "en"}
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    assert "4 blockers, 3 rungs unknown." in done.stdout
