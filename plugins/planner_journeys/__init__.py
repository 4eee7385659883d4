"""The bundled journey: its document is ``social-native.yaml`` beside this file (stages, areas, capabilities, texts in
English and Hebrew)."""

from collections.abc import Iterable
from pathlib import Path

from planner.plugins import JourneyFile, hookimpl


@hookimpl
def planner_journeys() -> Iterable[JourneyFile]:
    yield JourneyFile(
        name="social-native",
        path=Path(__file__).with_name("social-native.yaml"),
        summary="Adoption of social media in three stages: channels, one strategy, social as native (48 capabilities)",
    )
