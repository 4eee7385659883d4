"""Which format a file has."""

from __future__ import annotations

from pathlib import Path

from planner.errors import PlannerError
from planner.plugins.registry import Registry


def format_of(path: Path, registry: Registry) -> str:
    """The format that a file's ending stands for: the longest that there is, ``.notion.csv`` before ``.csv``."""
    if len(path.suffixes) > 1:  # only formats of others have such endings
        for kind in ("renderers", "exporters"):
            longer = [one for one in registry.all(kind) if one.suffix.count(".") > 1 and path.name.endswith(one.suffix)]
            if longer:
                return str(max(longer, key=lambda one: len(one.suffix)).name)
    for kind in ("renderers", "exporters"):
        if path.suffix[1:] in registry.names(kind):
            return path.suffix[1:]
    suffixes = set()
    for name, kind in sorted(  # those that begin like the suffix first, so that hardly any is imported in vain
        ((name, group) for group in ("renderers", "exporters") for name in registry.names(group)),
        key=lambda one: (one[0][:1] != path.suffix[1:2], one),
    ):
        try:
            record = registry.get(kind, name)
        except PlannerError:
            continue
        if record.suffix == path.suffix:
            return str(record.name)
        suffixes.add(record.suffix)
    raise PlannerError(f"no format writes '{path.suffix}' files ({path}); there are " + ", ".join(sorted(suffixes)))


def usual_view(name: str, registry: Registry) -> str:
    """What a format shows where nobody names a view, several joined by ``+``."""
    views = registry.get("renderers", name).views if name in registry.names("renderers") else ()
    return "+".join(view for view in views if view in registry.names("views")) or "swimlane"


def page_path(path: Path, page: int) -> Path:
    """``plan.svg`` for the first page, ``plan-2.svg`` for the second."""
    return path if page == 0 else path.with_name(f"{path.stem}-{page + 1}{path.suffix}")


def page_files(path: Path, pages: list[bytes]) -> list[tuple[Path, bytes]]:
    """Where each page goes, with its content."""
    return [(page_path(path, number), content) for number, content in enumerate(pages)]
