"""Where a fault in other people's code is, in one line for people."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import Any

from planner.plugins.arguments import origin

OURS = str(Path(__file__).parents[2]) + os.sep
LIBRARY = sysconfig.get_path("stdlib") + os.sep
LONGEST = 500  # characters of what an error says

Frames = Sequence[tuple[str, int | None]]


def words_of(error: BaseException) -> str:
    """What an error says, whatever its author made of saying it."""
    try:
        words = " ".join(str(error).split())[:LONGEST]
    except Exception:  # even saying what is wrong may be wrong
        return "an error that cannot say what it is"
    return words or type(error).__name__


def brief(error: BaseException, near: Any = None) -> str:
    """One line about an exception raised in a plugin, with the file and line in the plugin it came from.

    ``near``: the function that was called; its file is where the fault is looked for first.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({error.filename}:{error.lineno})"
    words = words_of(error)
    if isinstance(error, SystemExit):
        words = f"ended the program ({error.code})"
    return f"{type(error).__name__}: {words}{place(error, near)}"


def place(error: BaseException, near: Any = None) -> str:
    """`` (file:line)`` of the innermost line of the plugin that an exception went through."""
    return _chosen([(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)], near)


def place_of(frame: FrameType | None, near: Any = None) -> str:
    """The same for code that is running."""
    frames: list[tuple[str, int | None]] = []
    while frame is not None:
        frames.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return _chosen(frames[::-1], near)


def defined(near: Any) -> str:
    """Where a function is defined."""
    code = getattr(origin(near), "__code__", None) if near is not None else None
    return f" ({code.co_filename}:{code.co_firstlineno})" if code is not None else ""


def is_from_outside(error: BaseException) -> bool:
    """Whether an exception went through code that is neither ours nor Python's."""
    return any(_is_outside(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__))


def _is_outside(file: str) -> bool:
    return not file.startswith((OURS, LIBRARY, "<")) or ("site-packages" in file and not file.startswith(OURS))


def _chosen(frames: Frames, near: Any) -> str:
    """The innermost line of the plugin; where the plugin is defined, if nothing of it runs (on a busy machine a thread
    may not have come to it, and be in what somebody else has Python call now and then); of anybody but Python and us;
    of anybody but us."""
    home = _home(near)
    own = [one for one in frames if home and one[0].startswith(home)]
    found = own or [one for one in frames if not home and _is_outside(one[0])]
    if not found and (there := defined(near)):
        return there
    found = found or [one for one in frames if not one[0].startswith((OURS, "<"))]
    return f" ({found[-1][0]}:{found[-1][1]})" if found else ""


def _home(near: Any) -> str:
    """The file of the plugin, or the folder of its package."""
    code = getattr(origin(near), "__code__", None) if near is not None else None
    if code is None or code.co_filename.startswith(OURS):
        return ""
    path = Path(code.co_filename)
    return str(path.parent) + os.sep if (path.parent / "__init__.py").exists() else str(path)
