"""Shared fixtures. Tests go through the public API and the command line, so that the inside can change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import resvg_py
from click.testing import Result
from filelock import FileLock
from hypothesis import HealthCheck, settings

from known_pictures import drawn_once

os.environ["PLANNER_CACHE"] = ""  # nothing that another run found
os.environ.setdefault("PLANNER_TODAY", "2026-12-01")  # what tests say does not depend on when they run
pytest_plugins = ["planner.testing.fixtures"]
ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
SVG_TO_BYTES = resvg_py.svg_to_bytes
SAMPLES = ("reches-bank", "tamuzia-home", "five-minutes")

# The same examples on every machine; new ones with `pytest --hypothesis-profile explore`.
settings.register_profile(
    "suite", derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("suite"), derandomize=False, max_examples=300)
settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell that runs this in the background has Ctrl-C ignored, and every program that a test starts would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run of the tests share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


@pytest.fixture(scope="session")
def answers_folder(shared_folder: Path) -> Path:
    folder = shared_folder / "answers"
    folder.mkdir(exist_ok=True)
    return folder


MADE_OF_PLANS = {
    "test_tracking", "test_capability_change", "test_scenarios", "test_what_if", "test_json_answers", "test_cli",
    "test_assess", "test_other_journeys", "test_views", "test_formats", "test_slides",
    "test_hand_edits", "test_right_plan", "test_infeasibility", "test_certificate", "test_templates", "test_services",
    "test_arguments", "test_languages", "test_exchange_formats", "test_live_page", "test_pipelines", "test_governance",
    "test_risk", "test_editing", "test_tables", "test_docs", "test_html_page", "test_status", "test_business_case",
    "test_circumstances", "test_hostile", "test_values", "test_settings", "test_options", "test_init", "test_units", "test_calibration",
    "test_claims", "test_going_on", "test_progress_reports", "test_portfolio_changes", "test_common_budget", "test_portfolio",
    "test_no_further", "test_no_room", "test_stage_dates", "test_recount", "test_kit", "test_slide_tables", "test_load",
}  # fmt: skip


@pytest.fixture(autouse=True)
def known_answers(request: pytest.FixtureRequest, answers_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tests are about what is made of plans, a problem that was solved in this run is not solved again."""
    if request.path.stem in MADE_OF_PLANS:
        monkeypatch.setenv("PLANNER_CACHE", str(answers_folder))


@pytest.fixture(autouse=True)
def known_pictures(answers_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been made pixels of in this run of the tests is not drawn again."""
    monkeypatch.setattr(resvg_py, "svg_to_bytes", drawn_once(SVG_TO_BYTES, answers_folder))


@pytest.fixture(autouse=True)
def no_cluster_is_left() -> Iterator[None]:
    """A cluster that a test begins would run beside all others."""
    yield
    if (dask := sys.modules.get("planner_runners.dask")) is not None:
        dask.close()


@pytest.fixture
def run(planner_run: Callable[..., Result]) -> Callable[..., Result]:
    """The command line in an empty folder, which never shows a traceback."""

    def invoke(*args: object, answers: str = "") -> Result:
        result = planner_run(*args, answers=answers)
        assert "Traceback" not in result.output
        assert "something unexpected" not in result.output
        return result

    return invoke


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def writer(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writer


def execute(*args: object, cwd: Path, **environment: str) -> str:
    """Runs a program without anything of this test run in its environment; returns what it printed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SLIPCOVER", "PYTEST", "VIRTUAL_ENV"))}
    quick = {"PIP_COMPILE": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}  # most of what pip installs is never imported
    done = subprocess.run(
        [str(a) for a in args], cwd=cwd, env=kept | quick | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


KILLED = """
import os, signal, sys
from pathlib import Path
left, here = int(sys.argv.pop(1)), Path.cwd()
def killed_before(event, about):
    global left
    writes = event in ("os.rename", "os.remove") or event == "open" and about[2] & (os.O_WRONLY | os.O_RDWR)
    if writes and isinstance(about[0], (str, os.PathLike)) and here in Path(here, about[0]).parents:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(killed_before)
from planner.cli import main
main(sys.argv[1:])
"""


def killed_at_each_write(folder: Path, *args: object, most: int = 40) -> Iterator[int]:
    """Runs a command that is killed before its first, its second... change of a file in the folder, until one lives."""
    for number in range(1, most):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(number), *map(str, args)], cwd=folder, capture_output=True, text=True
        )
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            return
        yield number
    raise AssertionError(f"more than {most} changes of files")


def fresh(folder: Path, *install: object) -> Path:
    """A virtual environment of its own with something installed; returns its folder of programs."""
    execute(sys.executable, "-m", "venv", folder, cwd=ROOT)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    execute(programs / "python", "-m", "pip", "install", "--quiet", *install, cwd=ROOT)
    return programs


@pytest.fixture(scope="session")
def distributions(shared_folder: Path) -> Path:
    """The sdist, and the wheel built from the sdist (as pip does for those without a wheel), by the worker that comes
    first."""
    folder = shared_folder / "dist"
    with FileLock(shared_folder / "dist.lock"):
        if not folder.exists():
            made = shared_folder / "dist-made"
            execute(sys.executable, "-m", "build", "--outdir", made, ROOT, cwd=ROOT)
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def wheelhouse(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip finds the wheel by the name of the distribution."""
    import shutil

    (wheel,) = distributions.glob("*.whl")
    folder = tmp_path_factory.mktemp("wheelhouse")
    shutil.copy(wheel, folder)
    return folder
