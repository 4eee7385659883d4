"""Killed at any moment, and two at once: nothing that was written is lost, no record is untrue, the log is whole.

The moments are drawn from all that Python reports of a run (audit events: imports, files, processes), not from the clock,
so that they are the same on every machine. KILLS=300 tries more of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.documents.reader import read_file
from planner.files.commit import recover

KILLS = int(os.environ.get("KILLS", "40"))
ACME = """\
organisation: acme
start: 2026-01-01
horizon: 12
levels: {basic-presence: {level: 2, evidence: seen, by: Ann, on: 2026-01-02}}
goals: {service-cost: 1}
targets: {conversation-handling: 2, publishing-process: 2}
kpis: {seen: {moved_by: basic-listening, name: seen, better: up, actuals: {2026-01-31: 3}}}
"""
QUICK = ("--sequencer", "list", "--effort", "0.1")
WRITING = {
    "mark": ("mark", "publishing-process", "done", "acme.yaml", "--on", "2026-03-01", "--by", "Ben"),
    "kpis": ("kpis", "acme.yaml", "--read", "numbers.csv"),
    "progress": ("progress", "issues.csv", "acme.yaml"),
    "baseline": ("baseline", "acme.yaml", "--force", "--by", "CMO", *QUICK),
    "replan": ("replan", "acme.yaml", "--today", "2026-04-01", "--accept", "--because", "a month", *QUICK),
    "log": ("log", "acme.yaml", "--add", "we wait", "--on", "2026-03-02"),
    "status": ("status", "acme.yaml", "--today", "2026-04-01", "--keep", *QUICK),
    "read": ("assess", "read", "ann.xlsx", "--into", "acme.yaml"),
    "import": ("import", "levels.csv", "--into", "acme.yaml"),
    "roadmap": ("roadmap", "acme.yaml", "-o", "plan.json", "-o", "plan.xlsx", "-q", *QUICK),
    "convert": ("convert", "acme.yaml", "-o", "acme.csv", "--force"),
}
STOPPED = """
import os, signal, sys
at = int(sys.argv.pop(1))
seen = 0
def count(event, about):
    global seen
    seen += 1
    if seen == at:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from planner.cli import main
try:
    main(sys.argv[1:])
finally:
    print(seen, file=sys.stderr)
"""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 on Windows")


def start(folder: Path, at: int, *args: str) -> subprocess.Popen[str]:
    own = os.environ | {"PLANNER_TODAY": "2026-06-01"}
    return subprocess.Popen([sys.executable, "-c", STOPPED, str(at), *args], cwd=folder, env=own, text=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory, planner_runs) -> Path:
    """A folder with a plan in force, a log, a kept status, and what commands read."""
    import openpyxl

    folder = tmp_path_factory.mktemp("desk")
    (folder / "acme.yaml").write_text(ACME, "utf-8")
    (folder / "numbers.csv").write_text("kpi,date,value\nseen,2026-02-28,4\n", "utf-8")
    (folder / "issues.csv").write_text("Summary,Status\nPublishing workflow,Done\n", "utf-8")
    (folder / "levels.csv").write_text("capability,level,by\nreach-reporting,2,Eva\n", "utf-8")
    for args in (("baseline", "acme.yaml", *QUICK), ("status", "acme.yaml", "--today", "2026-02-01", "--keep", *QUICK),
                 ("convert", "acme.yaml", "-o", "acme.csv"), ("assess", "form", "acme.yaml", "-o", "ann.xlsx")):  # fmt: skip
        assert planner_runs(folder, *args).exit_code == 0
    book = openpyxl.load_workbook(folder / "ann.xlsx")
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            if (row[0].value, row[1].value) == ("house-rules", 1):
                row[4].value, row[6].value = "yes", "Ann"
    book.save(folder / "ann.xlsx")
    return folder


def check_whole(folder: Path, before: dict[str, bytes]) -> None:
    """Every file is the old one or a whole new one, and nothing that somebody said is gone."""
    recover(folder)
    for name, old in before.items():
        now = (folder / name).read_bytes()
        assert now and (now == old or not name.endswith((".json", ".yaml")) or read_file(folder / name).data), name
    standing = planner.load(folder / "acme.yaml").organisation.levels["basic-presence"]
    assert (standing.level, standing.evidence, standing.by) == (2, "seen", "Ann")
    log = read_file(folder / "acme.decisions.yaml").data["decisions"]
    assert log[0]["what"] == "baseline"
    accepted = len([one for one in log if one["what"] == "replanned"])
    assert accepted == len(list(folder.glob("acme.baseline-*.json"))), "each decision beside the plan it replaced"
    kept = json.loads((folder / "acme.status.json").read_text("utf-8"))["statuses"]
    assert kept[0]["today"] == "2026-02-01"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.long
def test_killed_at_any_moment_nothing_is_lost(desk, tmp_path):
    """Each command is killed at moments of all its run, one after the other on the same files, as in a bad year."""
    folder = Path(shutil.copytree(desk, tmp_path / "year"))
    chance, whole = random.Random(7), {}
    for name, args in WRITING.items():
        own = Path(shutil.copytree(desk, tmp_path / name))
        process = start(own, 0, *args)
        _out, said = process.communicate(timeout=300)
        assert process.returncode in (0, 1), f"{name}: {said}"
        whole[name] = int(said.split()[-1])
        check_whole(own, held(desk))
    killed = 0
    for number in range(KILLS):
        name = list(WRITING)[number % len(WRITING)]
        # the second half of a run is where it reads and writes; before it, it is importing
        at = chance.randrange(whole[name] // 2, whole[name]) if number % 4 else chance.randrange(1, whole[name])
        before = held(folder)
        process = start(folder, at, *WRITING[name])
        process.communicate(timeout=300)
        killed += process.returncode == -signal.SIGKILL
        check_whole(folder, before)
    assert killed > 0.7 * KILLS, "most were killed"
    for path in folder.glob(".planner-*"):
        os.utime(path, (0, 0))
    recover(folder)
    assert not list(folder.glob(".planner-*")), "what killed runs left is taken away"


@pytest.mark.long
@pytest.mark.parametrize(
    "pair", [("mark", "kpis"), ("progress", "read"), ("replan", "log"), ("replan", "mark"), ("status", "status")]
)
def test_two_at_once_lose_nothing(desk, tmp_path, pair):
    """The second waits for the first, or says that it is busy; what both wrote is there."""
    folder = Path(shutil.copytree(desk, tmp_path / "both"))
    before = held(folder)
    runs = [start(folder, 0, *WRITING[name]) for name in pair]
    for one in runs:
        _out, said = one.communicate(timeout=300)
        assert one.returncode in (0, 1), said
    check_whole(folder, before)
    organisation = planner.load(folder / "acme.yaml").organisation
    log = [one["what"] for one in read_file(folder / "acme.decisions.yaml").data["decisions"]]
    wrote = {
        "mark": lambda: organisation.levels["publishing-process"].level == 2,
        "kpis": lambda: len(organisation.kpis[0].actuals) == 2,
        "progress": lambda: organisation.levels["publishing-process"].level == 2,
        "read": lambda: organisation.levels["house-rules"].by == "Ann",
        "replan": lambda: "replanned" in log,
        "log": lambda: len(log) == 3 or log[-1] != "baseline",
        "status": lambda: len(json.loads((folder / "acme.status.json").read_text("utf-8"))["statuses"]) == 2,
    }
    for name in pair:
        assert wrote[name](), f"what {name} wrote is there"
