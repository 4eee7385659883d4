"""Calls to other people's code, contained: a time limit, inputs that cannot be spoilt, no writing, no printing into
the output, and any fault named with its file and line.

This keeps mistakes from doing harm. It is no sandbox: code that means harm can get around it, so plugins are
installed, or named, by somebody who trusts them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar, copy_context
from dataclasses import fields, is_dataclass
from pathlib import Path
from traceback import walk_tb
from types import FrameType, MappingProxyType
from typing import Any, TypeVar

from planner.arguments import fitted, origin
from planner.errors import PlannerError

T = TypeVar("T")
STACK = 16 * 2**20  # bytes; threads of some systems have very little


class ContainedError(Exception):
    """What a plugin did, in words, with the file and line where it did it."""


class _OutOfTimeError(BaseException):
    """Raised inside a plugin whose time is over; no ``except Exception`` stops it."""


class _Misuse:
    """What a guarded call must not do, as it was noticed."""

    def __init__(self, scratch: str):
        self.scratch = scratch
        self.noticed: list[str] = []


_guard: ContextVar[_Misuse | None] = ContextVar("guard", default=None)


def contained(work: Callable[[], T], seconds: float, near: Callable[..., Any] | None = None) -> T:
    """Runs ``work`` in a thread of its own, so that it can be given up.

    Raises:
        ContainedError: it raised, took longer than ``seconds``, or wrote outside the folder for temporary files.
        PlannerError: it raised this on purpose, with words for the user.
        KeyboardInterrupt: the user pressed Ctrl-C, and ``work`` did not take it as the sign to return what it has.
    """
    with tempfile.TemporaryDirectory(prefix="planner-plugin-", ignore_cleanup_errors=True) as scratch:
        misuse, result = _Misuse(scratch), _Result()

        def run() -> None:
            _guard.set(misuse)
            try:
                result.value = work()
            except BaseException as error:  # a plugin may raise anything, SystemExit too
                result.error = error

        with _elsewhere(scratch), contextlib.redirect_stdout(sys.stderr):
            thread = _start(run)
            interrupted = _wait(thread, seconds)
            if thread.is_alive():
                where = _place_of(sys._current_frames().get(thread.ident or 0), near)
                _raise_in(thread, _OutOfTimeError)
                thread.join(0.2)  # most are gone by then; one that is not is left behind
                raise ContainedError(f"took longer than {seconds:g} seconds{where}")
        if interrupted and result.error:
            raise KeyboardInterrupt
        if misuse.noticed:
            raise ContainedError(misuse.noticed[0] + (_place(result.error, near) if result.error else _def(near)))
        if isinstance(result.error, PlannerError):
            raise result.error
        if isinstance(result.error, _WrongError):
            raise ContainedError(f"{result.error}{_def(near)}")
        if result.error is not None:
            raise ContainedError(brief(result.error, near)) from result.error
        value: T = result.value
        return value


class _Result:
    value: Any = None
    error: BaseException | None = None


class _WrongError(Exception):
    """A result that is not what was asked for; the fault is where the function is, not where we noticed."""


def called(function: Callable[..., Any], arguments: tuple[Any, ...], check: Callable[[Any], T], seconds: float) -> T:
    """What ``check`` makes of the function's answer. The function gets copies, as many as it takes.

    Raises:
        ContainedError: as for ``contained``; or the answer is wrong, or a copy was changed.
    """
    memo: dict[int, Any] = {}
    copies = tuple(copied(one, memo) for one in arguments)

    def work() -> T:
        answer = function(*fitted(function, copies))
        try:
            return check(answer)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise _WrongError(str(error) if isinstance(error, (TypeError, ValueError)) else brief(error)) from error

    found = contained(work, seconds, function)
    if copies != arguments:
        raise ContainedError(f"changed what it was given to look at{_def(function)}")
    return found


def copied(value: Any, memo: dict[int, Any]) -> Any:
    """Records and containers made anew; anything else is shared."""
    if id(value) in memo:
        return memo[id(value)]
    made: Any = value
    if is_dataclass(value) and not isinstance(value, type):
        made = object.__new__(type(value))
        for one in fields(value):
            object.__setattr__(made, one.name, copied(getattr(value, one.name), memo))
    elif isinstance(value, MappingProxyType):
        made = MappingProxyType({key: copied(one, memo) for key, one in value.items()})
    elif type(value) is dict:
        made = {key: copied(one, memo) for key, one in value.items()}
    elif type(value) in (tuple, list, set, frozenset):
        made = type(value)(copied(one, memo) for one in value)
    memo[id(value)] = made
    return made


def _start(run: Callable[[], None]) -> threading.Thread:
    before = threading.stack_size(STACK)
    try:
        thread = threading.Thread(target=copy_context().run, args=(run,), daemon=True, name="planner-plugin")
        thread.start()
    finally:
        threading.stack_size(before)
    return thread


def _wait(thread: threading.Thread, seconds: float) -> bool:
    """Waits for its end; passes Ctrl-C on, so that a search can return the best so far."""
    from time import monotonic

    end, interrupted = monotonic() + seconds, False
    while thread.is_alive() and monotonic() < end:
        try:
            thread.join(min(0.5, max(0.0, end - monotonic())))
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
            _raise_in(thread, KeyboardInterrupt)
    return interrupted


def _raise_in(thread: threading.Thread, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(error))


@contextlib.contextmanager
def _elsewhere(scratch: str) -> Iterator[None]:
    """Temporary files go into a folder that is thrown away, and audited code may write nowhere else."""
    _install_audit()
    before, tempfile.tempdir = tempfile.tempdir, scratch
    try:
        yield
    finally:
        tempfile.tempdir = before


_installed = False
TWO_PATHS = ("os.rename", "os.link", "os.symlink")
ONE_PATH = ("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.utime")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _install_audit() -> None:
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" and event != "os.chdir" and event not in ONE_PATH and event not in TWO_PATHS:
        return
    misuse = _guard.get()
    if misuse is None:
        return
    if event == "open":
        if not isinstance(arguments[2], int) or not arguments[2] & WRITING:
            return
        paths, what = [arguments[0]], "wrote to"
    elif event == "os.chdir":
        paths, what = [], "changed the working folder to"
        misuse.noticed.append(f"{what} {arguments[0]}")
        raise PermissionError(f"a plugin may not change the working folder ({arguments[0]})")
    elif event in TWO_PATHS:
        paths, what = list(arguments[:2]), "changed"
    else:
        folder = None if event == "os.truncate" else arguments[-1]
        paths, what = [_whole(arguments[0], folder)], "changed"
    for path in paths:
        if not _allowed(path, misuse.scratch):
            misuse.noticed.append(f"{what} {os.fsdecode(path)}, which is none of its business: return bytes instead")
            raise PermissionError(f"a plugin may not write to {os.fsdecode(path)}; only to temporary files")


def _whole(path: Any, folder: Any) -> Any:
    """A path that counts from an open folder, where the system can tell."""
    if (
        isinstance(folder, int)
        and folder >= 0
        and isinstance(path, (str, bytes))
        and not Path(os.fsdecode(path)).is_absolute()
    ):
        with contextlib.suppress(OSError):
            return str(Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path))
        return 0
    return path


def _allowed(path: Any, scratch: str) -> bool:
    """Temporary files, caches of modules and libraries, and nothing."""
    if isinstance(path, int):
        return True
    whole = os.path.realpath(os.fsdecode(path))
    if whole == os.path.realpath(os.devnull) or f"{os.sep}__pycache__" in whole:
        return True
    return any(whole.startswith(os.path.realpath(one)) for one in (scratch, *_caches()))


def _caches() -> tuple[str, ...]:
    home = Path("~").expanduser()
    own = [os.environ.get("XDG_CACHE_HOME", ""), f"{home}/.cache", f"{home}/Library/Caches",
           os.environ.get("LOCALAPPDATA", "")]  # fmt: skip
    return tuple(one + os.sep for one in own if one)


# Where a fault is


def brief(error: BaseException, near: Any = None) -> str:
    """One line about an exception raised in a plugin, with the file and line in the plugin it came from."""
    try:
        words = " ".join(str(error).split())[:500]
    except Exception:  # even saying what is wrong may be wrong
        words = "an error that cannot say what it is"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg} ({error.filename}:{error.lineno})"
    if isinstance(error, SystemExit):
        words = f"ended the program ({words or 'without a word'})"
    return f"{type(error).__name__}: {words or type(error).__name__}{_place(error, near)}"


def _place(error: BaseException, near: Any) -> str:
    frames: list[tuple[str, int | None]] = [
        (frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)
    ]
    return _chosen(frames, near)


def _place_of(frame: FrameType | None, near: Any) -> str:
    frames: list[tuple[str, int | None]] = []
    while frame is not None:
        frames.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return _chosen(frames[::-1], near)


OURS = str(Path(__file__).parent) + os.sep


def _chosen(frames: Sequence[tuple[str, int | None]], near: Any) -> str:
    """The innermost line of the plugin; of anybody but Python and us; of anybody."""
    library = sysconfig.get_path("stdlib") + os.sep
    home = _home(near)
    own = [one for one in frames if home and one[0].startswith(home)]
    others = [one for one in frames if not one[0].startswith((OURS, "<"))]
    outside = [one for one in others if not one[0].startswith(library) or "site-packages" in one[0]]
    found = own or outside or others
    return f" ({found[-1][0]}:{found[-1][1]})" if found else _def(near)


def _home(near: Any) -> str:
    """The file of the plugin, or the folder of its package."""
    code = getattr(origin(near), "__code__", None) if near is not None else None
    if code is None or code.co_filename.startswith(OURS):
        return ""
    path = Path(code.co_filename)
    return str(path.parent) + os.sep if (path.parent / "__init__.py").exists() else str(path)


def _def(near: Any) -> str:
    """Where a function is defined."""
    code = getattr(origin(near), "__code__", None) if near is not None else None
    return f" ({code.co_filename}:{code.co_firstlineno})" if code is not None else ""
