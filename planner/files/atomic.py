"""Writes files so that none is ever half-written."""

from __future__ import annotations

import os
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

from planner.errors import PlannerError

STAGED = ".planner-"
"""What the names of files begin with that are not in their place yet."""


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Writes all files or none: each beside its place first, then all are moved there. Links are followed.

    Raises:
        PlannerError: a path is not a plain file, or cannot be written.
    """
    staged: list[tuple[str, Path]] = []
    try:
        for path, content in files:
            staged.append((stage(path.resolve(), content), path.resolve()))
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


def stage(path: Path, content: bytes) -> str:
    """The content in a new file beside ``path``, with the permissions a new file gets."""
    if path.exists() and not path.is_file():
        raise PlannerError(f"cannot write {path}: it is not a plain file")
    if path.parent.exists() and not path.parent.is_dir():
        raise PlannerError(f"cannot write {path}: {path.parent} is not a folder")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=STAGED)
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
