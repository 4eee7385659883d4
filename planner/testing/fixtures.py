"""pytest fixtures: ``pytest_plugins = ["planner.testing.fixtures"]`` in a conftest.py."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.contract.situations import NAMES, Situation, situation


@pytest.fixture(params=NAMES)
def planner_situation(request: pytest.FixtureRequest) -> Situation:
    """Every situation in turn."""
    return situation(request.param)


@pytest.fixture
def planner_sample() -> Situation:
    """A bank with a plan of ordinary size."""
    return situation("sample")


@pytest.fixture
def planner_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """Runs the command line in an empty folder; ``exit_code`` and ``output`` are what a shell would see.
    ``answers``: what is typed."""
    monkeypatch.chdir(tmp_path)
    return _run


@pytest.fixture(scope="session")
def planner_runs() -> Callable[..., Any]:
    """The same in a folder that is given first, for fixtures that live longer than a test."""

    def run(folder: Path, *args: object, answers: str = "") -> Any:
        before = Path.cwd()
        os.chdir(folder)
        try:
            return _run(*args, answers=answers)
        finally:
            os.chdir(before)

    return run


def _run(*args: object, answers: str = "") -> Any:
    from click.testing import CliRunner

    from planner.cli import main

    class _Main:
        name = "planner"

        def main(self, args: list[str], **_: object) -> None:
            main(list(args))

    return CliRunner().invoke(_Main(), [str(one) for one in args], input=answers)  # type: ignore[arg-type]  # all of a command that it uses
