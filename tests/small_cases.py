"""Small random journeys and organisations, and the plans made of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

import planner
from planner.testing.strategies import dump, journeys, organisations


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    journey = draw(journeys())
    return journey, draw(organisations(journey))


def plan_of(journey: dict[str, Any], organisation: dict[str, Any], **options: Any) -> planner.Roadmap | str:
    """The roadmap, or the message with which the input was refused."""
    with TemporaryDirectory() as folder:
        Path(folder, "journey.json").write_text(dump(journey), "utf-8")
        path = Path(folder, "organisation.json")
        path.write_text(dump(organisation), "utf-8")
        try:
            return planner.plan(path, **options)
        except planner.PlannerError as error:
            return str(error)
