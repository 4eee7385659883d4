"""One command at a time changes a file: whoever reads it to write it anew holds its lock from before to after."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from planner.errors import PlannerError
from planner.files.commit import recover

PATIENCE = 30.0
"""Seconds until a lock that nobody gives back is said to be held."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Holds the lock of a file, whether it is there yet or not. What is read inside is what will be replaced; what a
    killed run had decided to write in the folder is written first.

    The lock is a file in the folder for temporary files, so that nothing is left beside the user's.

    Raises:
        PlannerError: another command holds it for too long.
    """
    from filelock import FileLock, Timeout

    try:
        name = sha256(os.fsencode(path.resolve())).hexdigest()[:24]
        # For everybody on this machine: the file may be shared with others.
        lock = FileLock(Path(tempfile.gettempdir()) / f"planner-{name}.lock", timeout=PATIENCE, mode=0o666)
        lock.acquire()
    except Timeout:
        raise PlannerError(f"{path} is being changed by another command; try again when it has ended") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise PlannerError(f"cannot lock {path}: {getattr(error, 'strerror', None) or error}") from None
    try:
        recover(path.resolve().parent)
        yield
    finally:
        lock.release()
