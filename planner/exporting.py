"""Runs views, renderers and exporters, and writes files so that none is ever half-written."""

from __future__ import annotations

import os
import re
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from planner import wording
from planner.errors import PlannerError
from planner.language import _, is_rtl, speaking
from planner.registry import Registry
from planner.roadmap import Placement, Roadmap
from planner.scene import Connector, Line, Scene, Shape, mirrored, spoken_right_to_left
from planner.style import LEAST, Style
from planner.text import clean, measured_for
from planner.theme import Theme

MAKERS = {"comparison": "compare", "robustness": "robustness"}
"""The command that finds what a view needs, by attribute of the roadmap."""
LARGEST = 20_000  # pixels of a page each way


def make_files(roadmap: Roadmap, name: str, view: str, registry: Registry, style: Style | None = None) -> list[bytes]:
    """The files of a picture, or the one document, in a format. ``view`` may name several, joined by ``+``.

    Raises:
        PluginError: there is no such format or view, or it failed.
    """
    style = style or Style()
    if name in registry.names("renderers"):
        renderer = registry.get("renderers", name)
        scenes = tuple(scene for one in view.split("+") for scene in draw(roadmap, one, registry, style))
        groups = [(scene,) for scene in scenes] if renderer.one_page else [scenes]
        with speaking(roadmap.language, style.theme.dates, style.theme.numbers):
            return [registry.call("renderers", name, (own, style), _bytes, roadmap.options) for own in groups]
    if name not in registry.names("exporters"):
        known = sorted({*registry.names("renderers"), *registry.names("exporters")})
        raise PlannerError(f"there is no format '{name}'; there are {', '.join(known)}")
    with speaking(roadmap.language, style.theme.dates, style.theme.numbers):
        return [registry.call("exporters", name, (roadmap, style), _bytes, roadmap.options)]


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
    if drawer.needs and getattr(roadmap, drawer.needs, None) is None:
        raise PlannerError(
            f"the view '{view}' shows what 'planner {MAKERS.get(drawer.needs, 'roadmap')}' finds: use that command"
        )
    rtl = style.direction == "rtl" if style.direction else is_rtl(roadmap.language)
    look = _pages if registry.is_ours("views", view) else _pages_of_others
    parts = [roadmap] if drawer.whole or style.split in ("", "none") else split(roadmap, style.split)
    scenes: list[Scene] = []
    with speaking(roadmap.language, style.theme.dates, style.theme.numbers), measured_for(style.theme.font):
        for part in parts:
            scenes += registry.call("views", view, (part, style), look, roadmap.options)
    scenes = [
        replace(
            scene, view=view, page=number, title=clean(scene.title), alt=clean(scene.alt),
            notes="\n".join(clean(line) for line in scene.notes.split("\n")),
        )
        for number, scene in enumerate(scenes, 1)
    ]  # fmt: skip
    if is_rtl(roadmap.language):
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
                    "{part}: {steps}, the last one ends in week {week}",
                    part=key[1],
                    steps=wording.steps(len(own)),
                    week=max(p.finish for p in own),
                ),
            )
            for key, own in sorted(found.items())
        ]
    return parts or [roadmap]


def _bytes(answer: Any) -> bytes:
    if not isinstance(answer, bytes):
        raise TypeError(f"returned {type(answer).__name__} instead of bytes")
    return answer


def _pages(answer: Any) -> tuple[Scene, ...]:
    if not isinstance(answer, tuple) or not answer or not all(isinstance(one, Scene) for one in answer):
        raise TypeError(f"returned {type(answer).__name__} instead of a tuple of one Scene or more")
    return answer


def _pages_of_others(answer: Any) -> tuple[Scene, ...]:
    """The pages of somebody else's view, if every renderer can draw them: types, colours and places."""
    for scene in _pages(answer):
        _texts(scene, "id", "title", "alt", "notes", "language")
        _colours(scene, "background")
        if not isinstance(scene.theme, Theme):
            raise TypeError(f"made a page with the theme {scene.theme!r}")
        if not isinstance(scene.elements, tuple) or not isinstance(scene.items, tuple):
            raise TypeError("made a page whose elements or items are no tuple")
        if not all(isinstance(size, int | float) and 1 <= size <= LARGEST for size in (scene.width, scene.height)):
            raise ValueError(f"made a page of {scene.width} by {scene.height}; at most {LARGEST} pixels each way")
        for one in scene.elements:
            _check_element(one)
    return tuple(answer)


def _check_element(one: Any) -> None:
    if not isinstance(one, Shape | Line | Connector):
        raise TypeError(f"put {type(one).__name__} on a page instead of a Shape, Line or Connector")
    _texts(one, "id", "alt")
    places = [place for point in one.points for place in point]
    if isinstance(one, Shape):
        _colours(one, "fill", "stroke", "on")
        places += [one.x, one.y, one.width, one.height, one.stroke_width, one.radius]
        for line in one.lines:
            _texts(line, "text")
            _choice(line, "anchor", ("start", "middle", "end"))
            _colours(line, "color")
            places += [line.x, line.y, line.size]
    else:
        _colours(one, "color")
        places.append(one.width)
        if not re.fullmatch("[0-9., ]*", str(one.dash)):
            raise ValueError(f"gave {type(one).__name__}.dash {str(one.dash)[:40]!r} instead of lengths such as '4 3'")
    if not all(isinstance(place, int | float) and isfinite(place) for place in places):
        raise ValueError(f"put '{one.id}' at a place that is no finite number")


def _choice(record: Any, name: str, choices: tuple[str, ...]) -> None:
    if getattr(record, name) not in choices:
        raise ValueError(f"gave {type(record).__name__}.{name} {getattr(record, name)!r}; use {', '.join(choices)}")


def _texts(record: Any, *names: str) -> None:
    for name in names:
        if not isinstance(getattr(record, name), str):
            raise TypeError(f"gave {type(record).__name__}.{name} {getattr(record, name)!r} instead of a text")


def _colours(record: Any, *names: str) -> None:
    for name in names:
        color = getattr(record, name)
        if color and not (isinstance(color, str) and re.fullmatch("#[0-9A-Fa-f]{6}", color)):
            raise ValueError(f"gave {type(record).__name__}.{name} {str(color)[:40]!r} instead of a colour as #RRGGBB")


def page_path(path: Path, page: int) -> Path:
    """``plan.svg`` for the first page, ``plan-2.svg`` for the second."""
    return path if page == 0 else path.with_name(f"{path.stem}-{page + 1}{path.suffix}")


def page_files(path: Path, pages: list[bytes]) -> list[tuple[Path, bytes]]:
    """Where each page goes, with its content."""
    return [(page_path(path, number), content) for number, content in enumerate(pages)]


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Writes all files or none: each beside its place first, then all are moved there. Links are followed.

    Raises:
        PlannerError: a path is not a plain file, or cannot be written.
    """
    staged: list[tuple[str, Path]] = []
    try:
        for path, content in files:
            staged.append((_stage(path.resolve(), content), path.resolve()))
        while staged:
            name, target = staged[0]
            Path(name).replace(target)
            staged.pop(0)
    except OSError as error:
        raise PlannerError(f"cannot write {error.filename or 'the files'}: {error.strerror or error}") from error
    finally:
        for name, _ in staged:
            Path(name).unlink(missing_ok=True)


def rewrite(path: Path, text: str) -> None:
    """Writes a file that is there anew, with the byte order mark that it had.

    Raises:
        PlannerError: it cannot be written.
    """
    write_all([(path, encoded(path, text))])


def encoded(path: Path, text: str) -> bytes:
    """The bytes of a text for a file, with the byte order mark that it has where it is there."""
    marked = path.exists() and path.read_bytes().startswith(BOM_UTF8)
    return (BOM_UTF8 if marked else b"") + text.encode("utf-8")


def _stage(path: Path, content: bytes) -> str:
    """The content in a new file beside ``path``, with the permissions a new file gets."""
    if path.exists() and not path.is_file():
        raise PlannerError(f"cannot write {path}: it is not a plain file")
    if path.parent.exists() and not path.parent.is_dir():
        raise PlannerError(f"cannot write {path}: {path.parent} is not a folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".planner-")
    except OSError as error:
        raise PlannerError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name
