"""Estimates that learn from plans that were carried out: of one organisation, or of many that share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import Result

import planner
from planner.analysis.history import Sums
from planner.analysis.pooling import Seen, pool

PLAN = """\
organisation: {name}
start: 2027-01-04
horizon: 24
staff: {staff}
{more}
levels: {{}}
target_stage: streamline
"""


@pytest.fixture
def member(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Path]:
    """An organisation whose first steps are done, each so many times as late and as much work as was planned."""

    def make(name: str, slower: float, harder: float, steps: int = 6, staff: int = 1000, more: str = "") -> Path:
        file = tmp_path / f"{name}.yaml"
        file.write_text(PLAN.format(name=name, staff=staff, more=more), "utf-8")
        assert run("baseline", file, "--effort", "0.3").exit_code == 0
        plan = json.loads((tmp_path / f"{name}.baseline.json").read_text("utf-8"))
        document = yaml.safe_load(file.read_text("utf-8"))
        done: dict[str, date] = {}
        for step in sorted(plan["steps"], key=lambda one: one["finish_week"])[:steps]:
            start, end = date.fromisoformat(step["start_date"]), date.fromisoformat(step["end_date"])
            begun = max([start, *(done[one] for one in step["needs"])])
            done[step["id"]] = begun + timedelta(days=round(slower * ((end - start).days + 1)) - 1)
            document["levels"][step["capability"]] = {
                "level": step["to_level"], "on": done[step["id"]].isoformat(), "effort": round(harder * step["effort"], 3),
            }  # fmt: skip
        file.write_text(yaml.safe_dump(document), "utf-8")
        return file

    return make


def test_what_took_longer_is_found_in_weeks_and_in_effort(member: Callable[..., Path]) -> None:
    found = planner.calibrate(member("slow", 2.0, 1.25))
    own = [one for one in found.learned.values() if one["weeks"].steps]
    assert len(own) == found.steps == 6
    for one in own:  # each is drawn a little towards the estimate, as there are few
        assert 1.5 < one["weeks"].factor < 2.0
        assert 1.1 < one["effort"].factor < 1.25
        assert one["weeks"].low < one["weeks"].factor < one["weeks"].high
    other = next(one["weeks"] for one in found.learned.values() if not one["weeks"].steps)
    assert 1.4 < other.factor < 2.0, "the rest is expected to take longer too"


def test_work_that_waited_is_not_said_to_have_taken_longer(member: Callable[..., Path]) -> None:
    """Every step is late, as those before it are; only the time from the last of these on counts."""
    found = planner.calibrate(member("slow", 1.5, 1.0, steps=14))
    factors = [one["weeks"].factor for one in found.learned.values() if one["weeks"].steps]
    assert max(factors) < 1.55
    assert min(factors) > 1.3


def test_the_journey_that_is_written_plans_with_what_was_learned(
    run: Callable[..., Result], member: Callable[..., Path], tmp_path: Path
) -> None:
    slow = member("slow", 2.0, 1.5)
    result = run("calibrate", slow, "-o", "estimates.yaml")
    assert result.exit_code == 0
    assert "6 steps of 1 member" in result.output
    assert "everything else" in result.output
    journey, before = planner.load_journey(tmp_path / "estimates.yaml"), planner.load_journey("social-native")
    (done, *_rest) = [name for name, one in planner.calibrate(slow).learned.items() if one["weeks"].steps]
    after = journey.capabilities[done]
    assert after.duration_estimate.likely == pytest.approx(
        before.capabilities[done].duration_estimate.likely * 1.8, rel=0.15
    )
    assert after.effort.low < after.effort.likely < after.effort.high
    assert "1 step of 1 member" in after.grounds["weeks"]
    other = journey.capabilities["legacy-integration"]
    assert "no step seen" in other.grounds["effort"]
    assert other.effort.likely > before.capabilities["legacy-integration"].effort.likely
    (tmp_path / "next.yaml").write_text("organisation: next\njourney: estimates.yaml\nstart: 2029-01-01\n", "utf-8")
    assert run("validate", "next.yaml").exit_code == 0
    assert json.loads(_read(run, "estimates.json", slow))["extends"] == "social-native"


def _read(run: Callable[..., Result], name: str, file: Path) -> str:
    assert run("calibrate", file, "-o", name).exit_code == 0
    return Path(name).read_text("utf-8")


def test_what_leaves_a_member_are_counts_and_sums(
    run: Callable[..., Result], member: Callable[..., Path], tmp_path: Path
) -> None:
    files = [member(name, slower, 1.2, staff=staff) for name, slower, staff in
             (("brand", 1.3, 300), ("bank", 1.6, 9000), ("shop", 1.1, 1000))]  # fmt: skip
    alone = run("calibrate", *files)
    assert alone.exit_code == 2
    assert alone.output.count("keeps its history for itself") == 3
    shared = []
    for file in files:
        target = tmp_path / f"{file.stem}.history.json"
        assert run("calibrate", file, "--share", target).exit_code == 0
        text = target.read_text("utf-8")
        assert set(json.loads(text)) == {"history", "journey", "size", "weeks", "effort"}
        assert file.stem not in text
        assert "2027" not in text
        assert planner.shared_history(file) == json.loads(text)
        assert json.loads(text)["size"] in (-0.7, -1.4, 0.0, 2.1), "a class"
        shared.append(target)
    found = planner.calibrate(*shared)
    for file in files:
        file.write_text(file.read_text("utf-8") + "shares_history: true\n", "utf-8")
    whole = planner.calibrate(*files)
    for name, own in whole.learned.items():
        assert own["weeks"].factor == pytest.approx(found.learned[name]["weeks"].factor, rel=0.03)
    assert found.members == 3
    assert max(own["weeks"].members for own in found.learned.values()) == 3


def test_faults_are_named(run: Callable[..., Result], member: Callable[..., Path], tmp_path: Path) -> None:
    good = member("good", 1.2, 1.2)
    bare = tmp_path / "bare.yaml"
    bare.write_text("organisation: bare\nstart: 2027-01-04\n", "utf-8")
    assert "no plan is in force beside" in run("calibrate", bare).output
    fresh = member("fresh", 1.0, 1.0, steps=0)
    assert "no step of these plans is done" in run("calibrate", fresh).output
    assert "is named twice" in run("calibrate", good, good).output
    assert run("calibrate", good, "--share", "good.history.json").exit_code == 0
    good.write_text(good.read_text("utf-8") + "shares_history: true\n", "utf-8")
    assert "are the same history" in run("calibrate", good, "good.history.json").output
    assert "--share is for one organisation" in run("calibrate", good, fresh, "--share", "x.json").output
    assert "is one of the files to read" in run("calibrate", good, "-o", good).output
    history = dict(planner.shared_history(good))
    other = tmp_path / "other.history.json"
    for broken in (
        history | {"weeks": {"house-rules": [0, 0, 0]}},
        history | {"weeks": {"house-rules": [1, 2.0, 0.5]}},
        history | {"weeks": {"house-rules": [1, 1e9, 1e18]}},
        history | {"effort": 3},
        {"history": 1},
    ):
        other.write_text(json.dumps(broken), "utf-8")
        assert "is no history that" in run("calibrate", other).output
    other.write_text(json.dumps(history | {"journey": "elsewhere"}), "utf-8")
    assert "of other journeys than social-native: elsewhere" in " ".join(run("calibrate", good, other).output.split())


def test_slips_of_the_pen_are_not_counted() -> None:
    assert Sums().plus(30.0) == Sums().plus(0.0) == Sums().plus(None) == Sums()
    assert Sums().plus(2.0).mean == pytest.approx(2.0)


@pytest.mark.parametrize("members", [1, 2, 5, 20])
def test_ranges_hold_eight_of_ten_steps_of_members_that_were_not_seen(members: int) -> None:
    """Simulated: members and capabilities that differ, histories in which some steps are missing, other members to see."""
    generator, covered, error, seed = np.random.default_rng(members), list[bool](), list[float](), list[float]()
    for _round in range(24):
        common, capability = generator.normal(0.15, 0.15), generator.normal(0, 0.2, 24)

        def steps(common: float = common, capability: Any = capability) -> list[tuple[int, float]]:
            own = common + generator.normal(0, 0.15)
            return [(n, own + capability[n] + generator.normal(0, 0.25)) for n in range(24) if generator.random() < 0.6]

        seen = [Seen(n, m, 1, y, y * y) for m in range(members) for n, y in steps()]
        found = pool(seen, 24, members)
        for n, y in (one for _ in range(15) for one in steps()):
            covered.append(abs(y - found.mean[n]) <= 1.2816 * found.spread[n])
            error.append(abs(y - found.mean[n]))
            seed.append(abs(y))
    assert 0.75 <= np.mean(covered) <= 0.85 + 0.02 * (members < 5), np.mean(covered)
    if members >= 5:
        assert np.mean(error) < 0.9 * np.mean(seed), "better than the estimates that nothing was learned for"


def test_effort_that_grows_with_size_is_told_from_members_that_differ() -> None:
    generator = np.random.default_rng(3)
    seen = []
    for member in range(40):
        size = generator.normal(0, 1.2)
        for n in range(10):
            y = 0.2 * size * (n < 5) + generator.normal(0, 0.2)
            seen.append(Seen(n, member, 1, y, y * y, size if n < 5 else 0.0))
    assert pool(seen, 10, 40).growth == pytest.approx(0.2, abs=0.06)
