"""Runs views, renderers and exporters, and writes files so that none is ever half-written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from planner.errors import PlannerError, PluginError
from planner.registry import Registry, brief
from planner.roadmap import Roadmap


def make_files(roadmap: Roadmap, name: str, view: str, registry: Registry) -> list[bytes]:
    """The pages of a picture, or the one document, in a format.

    Raises:
        PluginError: there is no such format or view, or it failed.
    """
    if name in registry.names("renderers"):
        renderer = registry.get("renderers", name)
        drawer = registry.get("views", view)
        scenes = _guarded("view", view, registry, lambda: drawer.draw(roadmap))
        return [_guarded("renderer", name, registry, lambda scene=scene: renderer.render(scene)) for scene in scenes]
    if name not in registry.names("exporters"):
        known = sorted({*registry.names("renderers"), *registry.names("exporters")})
        raise PlannerError(f"there is no format '{name}'; there are {', '.join(known)}")
    exporter = registry.get("exporters", name)
    return [_guarded("exporter", name, registry, lambda: exporter.export(roadmap))]


def _guarded(kind: str, name: str, registry: Registry, work):  # type: ignore[no-untyped-def]
    try:
        return work()
    except PlannerError:
        raise
    except Exception as error:  # a plugin may raise anything
        raise PluginError(f"{kind} '{name}' of {registry.provider(kind + 's', name)} failed: {brief(error)}") from error


def page_path(path: Path, page: int) -> Path:
    """``plan.svg`` for the first page, ``plan-2.svg`` for the second."""
    return path if page == 0 else path.with_name(f"{path.stem}-{page + 1}{path.suffix}")


def write_files(path: Path, files: list[bytes]) -> list[Path]:
    """Writes every page beside its place and then moves it there."""
    written = []
    for page, content in enumerate(files):
        target = page_path(path, page)
        write(target, content)
        written.append(target)
    return written


def write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)  # noqa: PTH101 - the handle's name, not a Path
            os.replace(name, path)  # noqa: PTH105
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PlannerError(f"cannot write {path}: {error.strerror or error}") from error
