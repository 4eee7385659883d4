"""Languages beyond English: the catalogues that come with the planner, found as an agency's are."""

from collections.abc import Iterable

from planner.plugins import LanguageFile, bundled_catalogue, hookimpl


@hookimpl
def planner_languages() -> Iterable[LanguageFile]:
    yield LanguageFile("de", bundled_catalogue("de"), "German")
    yield LanguageFile("he", bundled_catalogue("he"), "Hebrew")
