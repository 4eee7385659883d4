"""Members that do not wait for each other are planned in processes: the same plans, whatever becomes of these."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import planner
from planner.plugins.registry import Registry, default_registry
from planner.portfolios.processes import Processes, cores


def square(number: int) -> int:
    return number * number


def killed_once(number: int, folder: Path) -> int:
    """Its worker dies when it is first asked for the third."""
    mark = folder / "died"
    if number == 3 and not mark.exists():
        mark.write_text("")
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return number * number


def killed_always(number: int, parent: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    return number * number


def failing(number: int) -> int:
    if number == 2:
        raise ValueError("two is not for me")
    return number


def where(_number: int) -> int:
    return os.getpid()


def test_results_are_in_the_order_of_their_tasks() -> None:
    said: list[int] = []
    with Processes(2) as processes:
        assert processes.map(square, [(n,) for n in range(7)], said.append) == [n * n for n in range(7)]
        assert sorted(said) == list(range(1, 8))
        assert os.getpid() not in processes.map(where, [(n,) for n in range(4)])
    with Processes(1) as here:
        assert here.map(where, [(n,) for n in range(2)]) == [os.getpid()] * 2
    assert cores() >= 1


def test_what_a_worker_that_died_had_in_hand_is_done_again(tmp_path: Path) -> None:
    with Processes(2) as processes:
        assert processes.map(killed_once, [(n, tmp_path) for n in range(6)]) == [n * n for n in range(6)]
    assert (tmp_path / "died").exists()
    with Processes(2) as processes:  # at last here
        assert processes.map(killed_always, [(n, os.getpid()) for n in range(4)]) == [n * n for n in range(4)]


def test_a_task_that_fails_fails_here_too() -> None:
    with pytest.raises(ValueError, match="two is not for me"), Processes(2) as processes:
        processes.map(failing, [(n,) for n in range(4)])


def test_what_cannot_be_sent_is_done_here() -> None:
    with Processes(2) as processes:
        assert processes.map(lambda _n: os.getpid(), [(n,) for n in range(3)]) == [os.getpid()] * 3


def test_another_process_finds_the_same_plugins() -> None:
    import pickle

    sent = pickle.loads(pickle.dumps(default_registry()))
    assert sent is default_registry(), "one for each process"
    mine = planner.registry(planner.plugins.Scorer.each("mine", lambda step: 1.0))
    with pytest.raises(TypeError, match="stay in their process"):
        pickle.dumps(mine)
    with pytest.raises(TypeError, match="stay in their process"):
        pickle.dumps(Registry([]))


IN_PROC = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the test finds workers in /proc, as Linux has it"
)

MEMBERS = """\
portfolio: all
members:
  - {file: one.yaml, weight: 2}
  - {file: two.yaml}
  - {file: three.yaml, begins: 2027-07-01}
shared: {mkt: 3}
"""
MEMBER = """\
organisation: NAME
start: 2027-01-01
horizon: 6
targets: {goal-setting: 2, channel-audit: 2, reach-reporting: 2}
"""

KILLER = """\
import os, signal, sys, threading, time
from pathlib import Path
import planner

def kill_one() -> None:
    while True:
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if words else 0
            except OSError:
                continue
            if parent == os.getpid() and b"spawn_main" in words:
                os.kill(int(entry.name), signal.SIGKILL)
                print("killed", file=sys.stderr)
                return
        time.sleep(0.01)

if __name__ == "__main__":
    threading.Thread(target=kill_one, daemon=True).start()
    planner.export(planner.plan_portfolio("all.yaml", jobs=2), "killed.json")
"""


@IN_PROC
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.yaml").write_text(MEMBER.replace("NAME", name), "utf-8")
    (tmp_path / "all.yaml").write_text(MEMBERS, "utf-8")
    planner.export(planner.plan_portfolio(tmp_path / "all.yaml"), tmp_path / "here.json")
    (tmp_path / "killer.py").write_text(KILLER, "utf-8")
    done = subprocess.run([sys.executable, "killer.py"], cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "killed" in done.stderr
    assert (tmp_path / "killed.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    with pytest.raises(planner.ArgumentError, match="jobs=0"):
        planner.plan_portfolio(tmp_path / "all.yaml", jobs=0)


@IN_PROC
def test_no_worker_outlives_an_error() -> None:
    with pytest.raises(KeyboardInterrupt), Processes(2) as processes:
        workers = set(processes.map(where, [(n,) for n in range(8)]))
        raise KeyboardInterrupt
    until = time.monotonic() + 60
    while any(Path(f"/proc/{one}").exists() for one in workers) and time.monotonic() < until:
        time.sleep(0.01)
    assert not [one for one in workers if Path(f"/proc/{one}").exists()]
