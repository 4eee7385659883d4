"""What was solved before is not solved again, and nothing but time tells the difference."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

import planner
from planner.files.kept import MOST, Kept
from planner_sequencers import auto

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def unable(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Takes the solvers away: whoever searches from then on fails."""

    def fail(*_: object) -> None:
        raise AssertionError("it searches")

    def take_away() -> None:
        monkeypatch.setattr(auto, "_general", fail)
        monkeypatch.setattr(auto, "_classic", fail)

    return take_away


def test_the_same_problem_is_not_solved_again(tmp_path: Path, unable: Callable[[], None]) -> None:
    first = planner.plan(BANK, cache=tmp_path)
    assert kept(tmp_path)
    unable()
    again = planner.plan(BANK, cache=str(tmp_path))
    assert planner.export(again, "json") == planner.export(first, "json")
    with pytest.raises(planner.PlannerError, match="searches"):
        planner.plan(BANK, cache="")
    with pytest.raises(planner.PlannerError, match="searches"):
        planner.plan(BANK, cache=tmp_path, overrides={"capacity.social": 11})


@pytest.mark.long
def test_a_plan_with_certificate_and_repairs_comes_back_whole(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_CACHE", str(tmp_path / "kept"))
    for name in ("one.json", "two.json"):
        run("roadmap", EXAMPLES / "tamuzia-home.yaml", "-o", name, "-q")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert any(json.loads(path.read_text())["prices"] for path in kept(tmp_path / "kept"))


def test_other_limits_are_another_question(tmp_path: Path) -> None:
    planner.plan(BANK, cache=tmp_path)
    there = len(kept(tmp_path))
    planner.plan(BANK, cache=tmp_path, limits=planner.Limits(effort=3))
    assert len(kept(tmp_path)) > there


@pytest.mark.parametrize("text", ["", "{", "[]", '{"starts": {}}', "\x00", '{"starts": 1, "bound": 2}'])
def test_what_somebody_else_put_there_is_not_believed(tmp_path: Path, text: str) -> None:
    true = planner.export(planner.plan(BANK, cache=tmp_path), "json")
    for path in kept(tmp_path):
        path.write_text(text)
    assert planner.export(planner.plan(BANK, cache=tmp_path), "json") == true
    assert all(json.loads(path.read_text())["starts"] for path in kept(tmp_path))  # written anew


def test_a_schedule_that_breaks_a_rule_is_not_believed(tmp_path: Path) -> None:
    true = planner.export(planner.plan(BANK, cache=tmp_path), "json")
    for path in kept(tmp_path):
        data = json.loads(path.read_text())
        path.write_text(json.dumps(data | {"starts": dict.fromkeys(data["starts"], 0)}))
    assert planner.export(planner.plan(BANK, cache=tmp_path), "json") == true


def test_a_time_limit_keeps_nothing(tmp_path: Path) -> None:
    planner.plan(BANK, cache=tmp_path, limits=planner.Limits(seconds=50))
    assert not kept(tmp_path)


@pytest.mark.long
def test_other_sequencers_are_always_asked(tmp_path: Path) -> None:
    asked = []

    def sequence(
        project: planner.plugins.Project, priority: Mapping[str, float], limits: planner.Limits
    ) -> planner.plugins.Sequence:
        asked.append(project)
        return planner.plugins.Sequence({})

    mine = planner.plugins.Sequencer("mine", sequence)
    planner.plan(BANK, cache=tmp_path, sequencer=mine)
    once = len(asked)
    planner.plan(BANK, cache=tmp_path, sequencer=mine)
    assert len(asked) == 2 * once > 0


def test_the_command_keeps_and_searches_afresh(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unable: Callable[[], None]
) -> None:
    monkeypatch.delenv("PLANNER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    command = ("risk", BANK, "--draws", 20)
    assert run(*command, "--fresh").exit_code == 0
    monkeypatch.setenv("PLANNER_CACHE", "")
    assert run(*command).exit_code == 0
    assert not (tmp_path / "cache").exists()
    monkeypatch.setenv("PLANNER_CACHE", str(tmp_path / "cache"))
    first = run(*command)
    assert kept(tmp_path / "cache")
    unable()
    assert run(*command).output == first.output
    assert "it searches" in run(*command, "--fresh").output


def test_whoever_verifies_searches_again(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unable: Callable[[], None]
) -> None:
    monkeypatch.setenv("PLANNER_CACHE", str(tmp_path / "cache"))
    run("roadmap", BANK, "-o", "plan.json", "-q")
    assert run("verify", "plan.json", BANK).exit_code == 0
    unable()
    assert "it searches" in run("verify", "plan.json", BANK).output


def test_a_folder_that_cannot_be_used_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert planner.plan(BANK, cache=tmp_path / "file").placements
    with pytest.raises(planner.PlannerError, match="cache=3"):
        planner.plan(BANK, cache=3)  # type: ignore[arg-type]  # what somebody may write


def test_the_folder_does_not_grow_for_ever(tmp_path: Path) -> None:
    store = Kept(tmp_path)
    for number in range(MOST + 10):
        store.keep(f"aa{number:04}", str(number))
        os.utime(tmp_path / "aa" / f"{number:04}", ns=(number, number))
    assert len(kept(tmp_path)) == MOST
    assert store.find("aa0000") is None
    assert store.find(f"aa{MOST + 9:04}") == str(MOST + 9)
