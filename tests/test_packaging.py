"""The product as others get it: wheel, sdist, editable, straight from the checkout, and on a bare machine."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

pytestmark = pytest.mark.packaging

BARE = {"FONTCONFIG_FILE": "/dev/null", "FONTCONFIG_PATH": "/dev/null", "HOME": "/nonexistent"}


def execute(*args: object, cwd: Path, **environment: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV", "PYTEST"))}
    done = subprocess.run(
        [str(a) for a in args], cwd=cwd, env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fresh(folder: Path, *install: object) -> Path:
    """A virtual environment of its own with something installed; returns its folder of programs."""
    execute(sys.executable, "-m", "venv", folder, cwd=ROOT)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    execute(programs / "python", "-m", "pip", "install", "--quiet", *install, cwd=ROOT)
    return programs


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel built from the sdist (as pip does for those without a wheel)."""
    folder = tmp_path_factory.mktemp("dist")
    execute(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=ROOT)
    return folder


def test_the_wheel_puts_nothing_stray_into_site_packages(distributions):
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "planner", "planner_exporters", "planner_journeys", "planner_renderers", "planner_scorers", "planner_sequencers", "planner_views",
    }  # fmt: skip
    for needed in ("planner/py.typed", "planner/templates/scene.svg.j2", "planner/templates/fonts/planner-sans-bold.ttf",
                   "planner/schemas/journey.schema.json", "planner_journeys/social-native.yaml"):  # fmt: skip
        assert needed in names


def test_the_wheel_does_the_main_job_on_a_bare_machine(distributions, tmp_path):
    """No Graphviz on the path, no fonts, no checkout near: the pictures come out all the same."""
    (wheel,) = distributions.glob("*.whl")
    programs = fresh(tmp_path / "venv", wheel)
    bank = tmp_path / "bank.yaml"
    bank.write_text((ROOT / "examples" / "reches-bank.yaml").read_text("utf-8"), "utf-8")
    said = execute(programs / "planner", "roadmap", bank, cwd=tmp_path, PATH=str(programs), **BARE)
    assert "Open reches-bank-roadmap" in said
    made = tmp_path / "reches-bank-roadmap"
    assert len((made / "roadmap.png").read_bytes()) > 60_000, "text is drawn without any font installed"
    assert "<text" in (made / "map.svg").read_text("utf-8")


def test_editable_and_installed_agree_with_the_checkout(tmp_path):
    programs = fresh(tmp_path / "venv", "-e", ROOT)
    editable = execute(programs / "planner", "roadmap", ROOT / "examples" / "reches-bank.yaml", "--json", cwd=tmp_path)
    execute(programs / "python", "-m", "pip", "uninstall", "--quiet", "--yes", "journey-planner", cwd=tmp_path)
    checkout = execute(
        programs / "python",
        "-m",
        "planner",
        "roadmap",
        ROOT / "examples" / "reches-bank.yaml",
        "--json",
        cwd=tmp_path,
        PYTHONPATH=str(ROOT),
    )
    assert editable == checkout
    execute(programs / "python", "-m", "pip", "install", "--quiet", ROOT, cwd=tmp_path)
    installed = execute(programs / "planner", "roadmap", ROOT / "examples" / "reches-bank.yaml", "--json", cwd=tmp_path)
    assert installed == editable
