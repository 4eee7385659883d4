"""Runs views, renderers and exporters on a roadmap: pages as scenes, files as bytes. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.errors import PlannerError
from planner.i18n import phrases
from planner.i18n.text import clean
from planner.i18n.translation import _, is_rtl_language, speaking
from planner.pictures.scene import Scene, mirrored, spoken_right_to_left
from planner.pictures.style import LEAST, Style
from planner.pictures.text_metrics import measured_for
from planner.plugins.registry import Registry
from planner.publishing.formats import usual_view
from planner.publishing.page_check import as_bytes, as_pages, as_pages_of_others
from planner.roadmap.records import Placement
from planner.roadmap.roadmap import Roadmap

MAKERS = {
    "comparison": "compare",
    "risk": "risk",
    "case": "case",
    "kpis": "kpis",
    "status": "status",
    "robustness": "robustness",
    "alternatives": "whatif",
}
"""The command that finds what a view needs, by attribute of the roadmap."""


def make_files(
    roadmap: Roadmap,
    name: str,
    view: str,
    registry: Registry,
    style: Style | None = None,
    drawn: dict[str, tuple[Scene, ...]] | None = None,
) -> list[bytes]:
    """The files of a picture, or the one document, in a format. ``view`` may name several, joined by ``+``; empty: what
    the format shows where nobody says.

    Args:
        drawn: pages by view that are drawn already in this style; what is drawn is added.

    Raises:
        PluginError: there is no such format or view, or it failed.
    """
    style, view = style or Style(), view or usual_view(name, registry)
    if name in registry.names("renderers"):
        renderer = registry.get("renderers", name)
        drawn = {} if drawn is None else drawn
        for one in view.split("+"):
            if one not in drawn:
                drawn[one] = draw(roadmap, one, registry, style)
        scenes = tuple(scene for one in view.split("+") for scene in drawn[one])
        groups = [(scene,) for scene in scenes] if renderer.one_page else [scenes]
        with speaking(roadmap.language, style.theme.dates, style.theme.numbers):
            return [registry.call("renderers", name, (own, style), as_bytes, roadmap.options) for own in groups]
    if name not in registry.names("exporters"):
        known = sorted({*registry.names("renderers"), *registry.names("exporters")})
        raise PlannerError(f"there is no format '{name}'; there are {', '.join(known)}")
    with speaking(roadmap.language, style.theme.dates, style.theme.numbers):
        return [registry.call("exporters", name, (roadmap, style), as_bytes, roadmap.options)]


def draw(roadmap: Roadmap, view: str, registry: Registry, style: Style) -> tuple[Scene, ...]:
    """The pages of a view, split and mirrored as the style wants.

    Raises:
        PluginError: there is no such view, or it failed.
    """
    if style.width < LEAST[0] or style.height < LEAST[1]:
        raise PlannerError(
            f"a page has at least {LEAST[0]:.0f} by {LEAST[1]:.0f} pixels, not {style.width:.0f} by {style.height:.0f}"
        )
    drawer = registry.get("views", view)
    if drawer.needs == "units" and not roadmap.units:
        raise PlannerError(
            f"the view '{view}' is of units, and the organisation lists none: 'units: [{{id: ...}}, ...]'"
        )
    if drawer.needs and getattr(roadmap, drawer.needs, None) is None:
        raise PlannerError(
            f"the view '{view}' shows what 'planner {MAKERS.get(drawer.needs, 'roadmap')}' finds: use that command"
        )
    rtl = style.runs_right_to_left(roadmap.language)
    look = as_pages if registry.is_ours("views", view) else as_pages_of_others
    parts = [roadmap] if drawer.whole or style.split in ("", "none") else split(roadmap, style.split)
    scenes: list[Scene] = []
    with speaking(roadmap.language, style.theme.dates, style.theme.numbers), measured_for(style.theme.font):
        for part in parts:
            scenes += registry.call("views", view, (part, style), look, roadmap.options)
    scenes = [
        replace(
            scene, view=view, page=number, subject=clean(roadmap.name), title=clean(scene.title), alt=clean(scene.alt),
            notes="\n".join(clean(line) for line in scene.notes.split("\n")),
        )
        for number, scene in enumerate(scenes, 1)
    ]  # fmt: skip
    if is_rtl_language(roadmap.language):
        scenes = [spoken_right_to_left(scene) for scene in scenes]
    return tuple(mirrored(scene) if rtl else scene for scene in scenes)


def split(roadmap: Roadmap, by: str) -> list[Roadmap]:
    """The roadmap in parts: the steps of each stage, owner or year of starting."""
    keys: dict[str, Callable[[Placement], tuple[int, str]]] = {
        "stage": lambda p: (p.stage_number, next(s.name for s in roadmap.stages if s.id == p.stage)),
        "owner": lambda p: ([lane.id for lane in roadmap.lanes].index(p.owner), p.owner_name),
        "year": lambda p: (p.start_date.year, str(p.start_date.year)),
    }
    if by not in keys:
        raise PlannerError(f"pages can be split by {', '.join(keys)}, not by '{by}'")
    found: dict[tuple[int, str], list[Placement]] = {}
    for placed in roadmap.placements:
        found.setdefault(keys[by](placed), []).append(placed)
    with speaking(roadmap.language):
        parts = [
            replace(
                roadmap,
                placements=tuple(own),
                lanes=tuple(lane for lane in roadmap.lanes if any(p.owner == lane.id for p in own)),
                part=key[1],
                title=_(
                    "{part}: {steps}, the last one ends by {when}",
                    part=key[1],
                    steps=phrases.steps(len(own)),
                    when=phrases.when(max(p.end_date for p in own), max(p.finish for p in own)),
                ),
            )
            for key, own in sorted(found.items())
        ]
    return parts or [roadmap]
