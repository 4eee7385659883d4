"""A roadmap as pictures and documents: what users call; ``publishing`` does the work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.api.arguments import one_of, text
from planner.errors import ArgumentError
from planner.pictures.scene import Scene
from planner.pictures.style import Style
from planner.plugins.registry import Registry, default_registry
from planner.publishing.formats import format_of
from planner.roadmap.portfolio import PortfolioRoadmap
from planner.roadmap.roadmap import Roadmap


def export(
    roadmap: Roadmap | PortfolioRoadmap,
    target: str | Path,
    *,
    view: str = "",
    format: str | None = None,  # noqa: A002 - format=, as callers of Pillow and graphviz write it
    style: Style | None = None,
    registry: Registry | None = None,
) -> bytes:
    """One picture or document; of a portfolio, its picture or JSON. Writes it when ``target`` is a path with a suffix;
    returns its bytes.

    A picture with several pages is written as ``name.svg``, ``name-2.svg`` and so on; the bytes returned
    are the first page's.

    Args:
        target: a path whose suffix names the format, or just the name of a format (nothing is written).
        view: which picture, for picture formats; several joined by ``+``. Left out: what the format shows, which is
            the swimlane for most, several for a page.
        style: theme, size, what is drawn.
        format: name of the format, when the suffix does not say it.

    Raises:
        PlannerError: there is no such format or view, it failed, or the file cannot be written.
    """
    from planner.files.atomic import write_all
    from planner.publishing.formats import page_files

    style = _checked(roadmap, style)
    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    path = Path(text("target", str(target) if isinstance(target, Path) else target, "plan.svg"))
    if not path.suffix and format is None:
        return _files(roadmap, str(target), view, registry, style)[0]
    name = format or format_of(path, registry)
    files = _files(roadmap, name, view, registry, style)
    write_all(page_files(path, files))
    return files[0]


def pages(
    roadmap: Roadmap | PortfolioRoadmap,
    format: str,  # noqa: A002 - format=, as callers of Pillow and graphviz write it
    *,
    view: str = "",
    style: Style | None = None,
    registry: Registry | None = None,
) -> tuple[bytes, ...]:
    """Every page of a picture, or the one file of a document, in memory; nothing is written.

    Args:
        format: its name: ``svg``, ``png``, ``pdf``, ``pptx``, ``json``, a plugin's.
        view, style, registry: as for ``export``.

    Raises:
        PlannerError: there is no such format or view, or it failed.
    """
    style = _checked(roadmap, style)
    registry = one_of("registry", registry, Registry, "a Registry") or default_registry()
    return tuple(_files(roadmap, text("format", format, "svg"), view, registry, style))


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that a notebook shows."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


def show(roadmap: Roadmap, view: str = "swimlane", *, style: Style | None = None) -> Picture:
    """The first page of a view, for a notebook."""
    return Picture(export(roadmap, "svg", view=view, style=style).decode("utf-8"))


def draw(
    roadmap: Roadmap, view: str = "swimlane", *, style: Style | None = None, registry: Registry | None = None
) -> tuple[Scene, ...]:
    """The pages of a view as scenes, before any format.

    Raises:
        PlannerError: there is no such view, it failed, or the page is too small.
    """
    from planner.publishing import drawing

    style = _checked(roadmap, style, Roadmap)
    return drawing.draw(roadmap, view, registry or default_registry(), style or Style())


def _checked(roadmap: object, style: Style | None, *kinds: type) -> Style | None:
    """The style; refuses what is no roadmap."""
    if not isinstance(roadmap, kinds or (Roadmap, PortfolioRoadmap)):
        raise ArgumentError(f"{type(roadmap).__name__} is no roadmap: give what plan() returns")
    found: Style | None = one_of("style", style, Style, "a Style, such as Style(width=1280)")
    return found


def _files(
    roadmap: Roadmap | PortfolioRoadmap, name: str, view: str, registry: Registry, style: Style | None
) -> list[bytes]:
    from planner.publishing.drawing import make_files
    from planner.publishing.portfolio_files import make_portfolio_files

    if isinstance(roadmap, Roadmap):
        return make_files(roadmap, name, view, registry, style)
    return make_portfolio_files(roadmap, name, registry, style, tuple(view.split("+")) if view else ("portfolio",))
