"""The bundled journeys: their documents are beside this file (stages, areas, capabilities, law; texts in English,
Hebrew and German). ``social-native`` is that of today, ``social-native@1`` the first one, for those who plan by it."""

from collections.abc import Iterable
from pathlib import Path

from planner.plugins import JourneyFile, hookimpl


@hookimpl
def planner_journeys() -> Iterable[JourneyFile]:
    yield JourneyFile(
        name="social-native",
        path=Path(__file__).with_name("social-native.yaml"),
        summary="Adoption of social media in three stages: channels, one strategy, social as native (66 capabilities)",
    )
    yield JourneyFile(
        name="social-native@1",
        path=Path(__file__).with_name("social-native-1.yaml"),
        summary="The same as it was in 2012 (48 capabilities)",
    )
