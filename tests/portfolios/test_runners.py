"""Members of a portfolio are planned where a plugin says: the same plans, whatever becomes of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import planner
from planner.plugins import Runner

MEMBER = """\
organisation: NAME
start: 2027-01-01
horizon: 6
targets: {goal-setting: 2, channel-audit: 2}
"""


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio")
    for name in ("one", "two", "three"):
        (folder / f"{name}.yaml").write_text(MEMBER.replace("NAME", name), "utf-8")
    file = folder / "all.yaml"
    file.write_text("portfolio: all\nmembers: [one.yaml, two.yaml, three.yaml]\nshared: {mkt: 3}\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def here(portfolio: Path) -> bytes:
    """The plans as they are made without a runner."""
    return planned(portfolio)


def planned(file: Path, **how: Any) -> bytes:
    return planner.export(planner.plan_portfolio(file, **how), "json")


def backwards(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    """The last first."""
    return [function(*task) for task in reversed(tasks)][::-1]


def losing(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [function(*task) for task in tasks[1:]]


def broken(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    raise OSError("the cluster is on holiday")


@pytest.fixture
def runners(tmp_path: Path) -> planner.Registry:
    """A plugin file with three runners: other processes find it too."""
    here = Path(__file__)
    (tmp_path / "mine.py").write_text(
        f"import sys\nsys.path.insert(0, {str(here.parent)!r})\n"
        "from planner.plugins import Runner, hookimpl\nfrom test_runners import backwards, broken, losing\n\n\n"
        "@hookimpl\ndef planner_runners():\n"
        "    yield Runner('backwards', backwards)\n    yield Runner('losing', losing)\n    yield Runner('broken', broken)\n",
        "utf-8",
    )
    return planner.registry(tmp_path / "mine.py")


def test_a_runner_of_others_plans_the_same(portfolio: Path, here: bytes, runners: planner.Registry) -> None:
    assert planned(portfolio, registry=runners, runner="backwards") == here


@pytest.mark.parametrize(
    ("name", "words"),
    [("losing", "returned 2 results instead of a list of 3"), ("broken", "the cluster is on holiday")],
)
def test_one_that_fails_is_named_and_the_plans_are_made_here(
    portfolio: Path, here: bytes, runners: planner.Registry, name: str, words: str
) -> None:
    with pytest.warns(UserWarning, match=words) as said:
        found = planned(portfolio, registry=runners, runner=name)
    assert found == here
    assert len(said) == 1, "it is not asked again"
    assert "mine.py" in str(said[0].message) or "losing" in str(said[0].message)


def test_on_the_command_line(
    run: Callable[..., Result], portfolio: Path, here: bytes, runners: planner.Registry, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.py"
    result = run("roadmap", portfolio, "-q", "-o", "out.json", "--plugin", mine, "--runner", "broken")
    assert "runner 'broken'" in result.output
    assert "the plans are made here" in result.output
    assert Path("out.json").read_bytes() == here
    unknown = run("roadmap", portfolio, "-q", "--runner", "dsk")
    assert unknown.exit_code == 2
    assert "did you mean 'dask'?" in unknown.output


def test_the_contract_of_runners(runners: planner.Registry) -> None:
    from planner.testing import check_runner

    check_runner(Runner("backwards", backwards))
    with pytest.raises(AssertionError, match="in order"):
        check_runner(Runner("losing", losing))


@pytest.mark.long
def test_a_cluster_whose_worker_is_killed_gives_the_same_bytes(portfolio: Path, here: bytes) -> None:
    from distributed import Client, LocalCluster
    from distributed.diagnostics.plugin import SchedulerPlugin

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        workers: dict[str, int] = client.run(os.getpid)
        killed: list[str] = []

        class KillOne(SchedulerPlugin):
            """Kills the first worker that is given something to do."""

            def transition(
                self, key: str, start: str, finish: str, *_rest: Any, worker: str = "", **_more: Any
            ) -> None:
                if finish == "processing" and not killed:
                    task = cluster.scheduler.tasks[key]
                    killed.append(worker or task.processing_on.address)
                    os.kill(workers[killed[0]], signal.SIGKILL)

        cluster.scheduler.add_plugin(KillOne())
        options = {"runners": {"dask": {"scheduler": cluster.scheduler_address}}}
        found = planned(portfolio, runner="dask", options=options)
        assert killed
    assert found == here


@pytest.mark.long
def test_a_cluster_is_begun_once(portfolio: Path, here: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portfolio hands over plans again and again, and a cluster takes seconds to begin."""
    import distributed

    begun: list[Any] = []
    begin = distributed.LocalCluster

    def counted(**how: Any) -> Any:
        begun.append(begin(**how))
        return begun[-1]

    monkeypatch.setattr(distributed, "LocalCluster", counted)
    for _run in range(2):
        assert planned(portfolio, runner="dask") == here
    assert len(begun) == 1
