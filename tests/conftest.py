"""Shared fixtures. Tests go through the public API and the command line, so that the inside can change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
SAMPLES = ("reches-bank", "tamuzia-home", "five-minutes")

settings.register_profile("suite", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Runs the command line in an empty folder; result.exit_code is what a shell would see."""
    from planner.cli import main

    monkeypatch.chdir(tmp_path)

    class _Main:
        name = "planner"

        def main(self, args: list[str], **_: object) -> None:
            main(list(args))

    def invoke(*args: object) -> Result:
        result = CliRunner().invoke(_Main(), [str(a) for a in args])
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
