"""Themes beyond the planner's own light, dark and print: each is a document beside this file."""

from collections.abc import Iterable
from pathlib import Path

from planner.plugins import ThemeFile, hookimpl


@hookimpl
def planner_themes() -> Iterable[ThemeFile]:
    yield ThemeFile(
        name="high-contrast",
        path=Path(__file__).with_name("high-contrast.yaml"),
        summary="Text at 7:1 or more (WCAG 2.2 AAA), for projectors and tired eyes",
    )
