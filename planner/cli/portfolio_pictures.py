"""The pictures of a portfolio that ``[VIEW:]FILE`` asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.pictures.style import Style
    from planner.plugins.registry import Registry
    from planner.roadmap.portfolio import PortfolioRoadmap

Wanted = tuple[Path, str, tuple[str, ...]]
"""A file, its format, the pictures in it."""


def wanted_pictures(
    outputs: Sequence[str], view: str, registry: Registry, asked_for: Sequence[str] = ()
) -> list[Wanted]:
    """What ``[VIEW:]FILE`` asks for.

    Args:
        view: where that does not say.
        asked_for: pictures that there are beside the usual ones.

    Raises:
        PlannerError: a portfolio has no such picture, or does not come in a format.
    """
    from planner.errors import PlannerError
    from planner.publishing.formats import format_of
    from planner.publishing.portfolio_files import check_format
    from planner.publishing.portfolio_views import VIEWS

    known = (*VIEWS, *asked_for)
    usual = _views(view, known, registry)
    if not usual:
        raise _no_view(view, known)
    found = [
        (Path(path), format_of(Path(path), registry), views or usual)
        for path, views in (_views_of(output, known, registry) for output in outputs)
    ]
    for path, name, _views_wanted in found:
        try:
            check_format(name, registry)
        except PlannerError as error:
            raise PlannerError(f"-o {path}: {error}") from None
    return found


def pictures_of(
    portfolio: PortfolioRoadmap, wanted: Sequence[Wanted], registry: Registry, style: Style
) -> list[tuple[Path, bytes]]:
    """The files that are wanted."""
    from planner.publishing.formats import page_files
    from planner.publishing.portfolio_files import make_portfolio_files

    return [
        file
        for path, name, views in wanted
        for file in page_files(path, make_portfolio_files(portfolio, name, registry, style, views))
    ]


def _views_of(output: str, known: Sequence[str], registry: Registry) -> tuple[str, tuple[str, ...]]:
    """(the file, the pictures that are wanted in it; none said) of ``[VIEW:]FILE``."""
    prefix, colon, rest = output.partition(":")
    views = _views(prefix, known, registry) if colon and rest else ()
    return (rest, views) if views else (output, ())


def _views(names: str, known: Sequence[str], registry: Registry) -> tuple[str, ...]:
    """The pictures that are named, with a plus between them; nothing where these are no names of pictures."""
    views = tuple(names.split("+"))
    if {*views} <= {*known}:
        return views
    if {*views} <= {*known, *registry.names("views")}:
        raise _no_view(names, known)
    return ()


def _no_view(names: str, known: Sequence[str]) -> Exception:
    from planner.errors import PlannerError

    return PlannerError(f"a portfolio has no view '{names}'; use one of {', '.join(known)}")


def put_portfolio_pictures(
    portfolio: PortfolioRoadmap, wanted: Sequence[Wanted], style: Style, files: Sequence[Path]
) -> list[Path]:
    """Draws what is wanted, none of it over one of some files; the paths."""
    from planner.cli.outputs import refuse_clashes
    from planner.files.atomic import write_all
    from planner.plugins.registry import default_registry

    drawn = pictures_of(portfolio, wanted, default_registry(), style)
    paths = [path for path, _content in drawn]
    refuse_clashes(paths, *files)
    write_all(drawn)
    return paths
