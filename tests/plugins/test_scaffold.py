"""Packages to start from: of one kind or several, a kind added to one that there is, a journey from scratch."""

from __future__ import annotations

import tomllib
from pathlib import Path

import planner


def entries(folder: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]


def test_a_package_of_several_kinds_and_one_more(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = (
        "plugins",
        "new",
        "house",
        "--kind",
        "scorer",
        "--kind",
        "view",
        "--kind",
        "journey",
        "--new-journey",
        "--yes",
    )
    assert run(*asked).exit_code == 0
    assert entries(tmp_path / "house") == {
        "planner.scorers": {"house": "house"}, "planner.views": {"house": "house.view"},
        "planner.journeys": {"house": "house.journey"},
    }  # fmt: skip
    assert run("plugins", "new", "house", "--kind", "exporter", "--add-to", "house", "--yes").exit_code == 0
    assert entries(tmp_path / "house")["planner.exporters"] == {"house": "house.exporter"}
    assert run("plugins", "new", "tidy", "--kind", "scorer", "--add-to", "house", "--yes").exit_code == 0
    assert entries(tmp_path / "house")["planner.scorers"] == {"house": "house", "tidy": "house.scorer"}
    for path in (tmp_path / "house" / "src").rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec")
    assert len(list((tmp_path / "house" / "tests").iterdir())) == 5
    again = run("plugins", "new", "house", "--kind", "exporter", "--add-to", "house", "--yes")
    assert again.exit_code == 2 and "is already there" in again.stderr


def test_a_journey_from_scratch_is_complete(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("plugins", "new", "care", "--kind", "journey", "--new-journey", "--yes")
    file = tmp_path / "care" / "src" / "care" / "journey.yaml"
    assert run("journey", "check", str(file)).exit_code == 0
    roadmap = planner.plan(f"organisation: o\nstart: 2027-01-01\njourney: {file}\ngoals: {{quality: 1}}\n")
    assert roadmap.complete and roadmap.last_stage
    assert (
        "--new-journey goes with --kind journey"
        in run("plugins", "new", "x-y", "--kind", "view", "--new-journey", "--yes").stderr
    )


def test_what_is_no_package_is_refused(run, tmp_path):
    result = run("plugins", "new", "tidy", "--kind", "scorer", "--add-to", str(tmp_path), "--yes")
    assert result.exit_code == 2 and "is no package with a pyproject.toml" in result.stderr
