"""Members that do not wait for each other are planned in processes: the same plans, whatever becomes of these."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from multiprocessing import active_children
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

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


def apart(loaded: planner.Loaded) -> tuple[Any, ...]:
    """What a plan refers to, some of it more than once, and something of its own."""
    return (
        loaded.organisation,
        loaded.journey,
        list(loaded.journey.capabilities.values()),
        {"organisation": loaded.organisation},
        7,
    )


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


def test_no_worker_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    """They hold what it printed to open, so it ends for the reader only when all of them have ended."""
    script = tmp_path / "planning.py"
    script.write_text(FOREVER, "utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as began:
        assert began.stdout is not None and began.stdout.readline() == "at work\n"
        began.kill()
        began.communicate(timeout=60)


FOREVER = """
import threading
from planner.portfolios.processes import Processes

def at_work(number):
    print("at work", flush=True)
    threading.Event().wait()

if __name__ == "__main__":
    with Processes(2) as processes:
        processes.map(at_work, [(1,), (2,)])
"""


def test_a_result_refers_to_what_was_sent() -> None:
    """A thousand plans would each bring a copy of their journey."""
    loaded = planner.load(Path(__file__).parents[2] / "examples" / "reches-bank.yaml")
    with Processes(2) as processes:
        for organisation, journey, capabilities, own, seven in processes.map(apart, [(loaded,), (loaded,)]):
            assert (
                organisation is loaded.organisation is own["organisation"] and journey is loaded.journey and seven == 7
            )
            assert all(one is loaded.journey.capabilities[one.id] for one in capabilities)


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


@pytest.mark.long
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.yaml").write_text(MEMBER.replace("NAME", name), "utf-8")
    (tmp_path / "all.yaml").write_text(MEMBERS, "utf-8")
    here = planner.export(planner.plan_portfolio(tmp_path / "all.yaml"), "json")
    killed: list[int | None] = []

    def kill_one(words: str) -> None:
        """When the first member is done, the others are in hand."""
        if words.startswith("1 of 3") and not killed:
            worker = active_children()[0]
            worker.kill()
            killed.append(worker.pid)

    found = planner.plan_portfolio(tmp_path / "all.yaml", jobs=2, limits=planner.Limits(note=kill_one))
    assert killed
    assert planner.export(found, "json") == here
    with pytest.raises(planner.ArgumentError, match="jobs=0"):
        planner.plan_portfolio(tmp_path / "all.yaml", jobs=0)


def test_no_worker_outlives_an_error() -> None:
    before = set(active_children())
    with pytest.raises(KeyboardInterrupt), Processes(2) as processes:
        processes.map(square, [(n,) for n in range(8)])
        workers = set(active_children()) - before
        raise KeyboardInterrupt
    assert workers
    assert all(wait([one.sentinel], 60) for one in workers), "each is told of when it has ended"
