"""What other people's code may not do while it runs: write outside the folder for temporary files, move about, print
into the output. Mistakes are stopped before they do harm; this is no sandbox against those who mean harm.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from planner.plugins import settings
from planner.plugins.isolation.faults import brief


class Watch:
    """What was noticed during a call."""

    def __init__(self) -> None:
        self.noticed: list[str] = []


OWN_THREAD = "planner-plugin"
"""The name of the threads in which plugins are called."""
_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_threads: WeakKeyDictionary[threading.Thread, Watch] = WeakKeyDictionary()
"""Threads that plugins started: they begin without a context, and may outlive the call."""


def watching() -> Watch | None:
    """Who notices what happens here; None: no plugin runs in this thread."""
    return _watch.get() or (_threads.get(threading.current_thread()) if _threads else None)


def watch(one: Watch) -> None:
    """From here on, in this thread, what happens is noticed in ``one``."""
    _watch.set(one)


# The audit hook: Python tells before it does something

TWO_PATHS = ("os.rename", "os.link", "os.symlink")
ONE_PATH = ("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.utime")
EVENTS = frozenset(("open", "os.chdir", "sqlite3.connect", *TWO_PATHS, *ONE_PATH))
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in EVENTS:
        return
    noticed_by = watching()
    if noticed_by is None:
        return
    if event == "os.chdir":
        _refuse(noticed_by, "changed the working folder to", arguments[0])
    for path in _written(event, arguments):
        if not _allowed(path):
            _refuse(noticed_by, "wrote to" if event in ("open", "sqlite3.connect") else "changed", path)


def _refuse(noticed_by: Watch, what: str, path: Any) -> None:
    name = os.fsdecode(path)
    noticed_by.noticed.append(f"{what} {name}, which is none of its business")
    raise PermissionError(f"a plugin may not do that: {name}")


def _written(event: str, arguments: tuple[Any, ...]) -> list[Any]:
    """The paths that an event would change."""
    if event == "open":
        return [arguments[0]] if isinstance(arguments[2], int) and arguments[2] & WRITING else []
    if event == "sqlite3.connect":
        name = os.fsdecode(arguments[0])
        return [] if name in ("", ":memory:") or "mode=ro" in name or "mode=memory" in name else [name]
    if event in TWO_PATHS:
        return list(arguments[:2])
    path = _whole(arguments[0], None if event == "os.truncate" else arguments[-1])
    if event == "os.mkdir" and not isinstance(path, int) and Path(os.fsdecode(path)).exists():
        return []  # it will be told that the folder is there
    return [path]


def _whole(path: Any, folder: Any) -> Any:
    """A path that counts from an open folder, where the system can tell."""
    if not isinstance(folder, int) or folder < 0 or isinstance(path, int) or Path(os.fsdecode(path)).is_absolute():
        return path
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path))
    return 0


def _allowed(path: Any) -> bool:
    """Temporary files outside the working folder, caches of modules and libraries, and nothing."""
    if isinstance(path, int):
        return True
    whole = Path(os.path.realpath(os.fsdecode(path)))
    if whole == Path(os.path.realpath(os.devnull)) or "__pycache__" in whole.parts:
        return True
    if any(whole.is_relative_to(os.path.realpath(one)) for one in _caches()):
        return True
    here = Path(os.path.realpath("."))
    temporary = Path(os.path.realpath(tempfile.gettempdir()))
    if not whole.is_relative_to(temporary):
        return False
    return not whole.is_relative_to(here) or (here == temporary and whole.name.startswith("tmp"))


def _caches() -> list[str]:
    home = Path("~").expanduser()
    own = [os.environ.get("XDG_CACHE_HOME"), f"{home}/.cache", f"{home}/Library/Caches",
           os.environ.get("LOCALAPPDATA"), sys.pycache_prefix]  # fmt: skip
    return [one for one in own if one]


# Standard output is for the planner's own words


class _Stdout(io.TextIOBase):
    """Standard output for us, standard error for plugins and the threads they start."""

    def __init__(self, ours: Any):
        self.ours = ours

    def _chosen(self) -> Any:
        return self.ours if watching() is None else sys.stderr

    def write(self, text: str) -> int:
        return int(self._chosen().write(text))

    def flush(self) -> None:
        with contextlib.suppress(ValueError):
            self._chosen().flush()

    def close(self) -> None:
        """A plugin that closes standard output closes nothing."""

    def isatty(self) -> bool:
        return bool(self._chosen().isatty())

    def fileno(self) -> int:
        return int(self._chosen().fileno())

    @property
    def buffer(self) -> Any:
        return self._chosen().buffer

    @property
    def encoding(self) -> Any:  # type: ignore[override]  # the base has a field, and ours depends on the thread
        return self._chosen().encoding

    @property
    def errors(self) -> Any:  # type: ignore[override]  # as for encoding
        return self._chosen().errors


_lock = threading.RLock()
_inside = 0
_kept = False


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """While any call is inside, plugins cannot print into the output, and leave the process as it was."""
    global _inside
    _install()
    with _lock:
        _inside += 1
        if not isinstance(sys.stdout, _Stdout):
            sys.stdout = _Stdout(sys.stdout)
        state = (sys.getrecursionlimit(), logging.root.level, list(logging.root.handlers))
        umask = os.umask(0o077)
        os.umask(umask)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            sys.setrecursionlimit(state[0])
            logging.root.setLevel(state[1])
            logging.root.handlers[:] = state[2]
            os.umask(umask)
            if not _inside and not _kept and isinstance(sys.stdout, _Stdout):
                sys.stdout = sys.stdout.ours


def keep_guarding() -> None:
    """A call was given up and may go on: what it prints does not reach the output as long as the process lives."""
    global _kept
    _kept = True


_installed = False


def _install() -> None:
    """Once: the audit hook, one line for threads of plugins that fail, and, on the command line, a standard output of
    our own, so that what programs started by plugins print goes to standard error."""
    global _installed
    with _lock:
        if _installed:
            return
        _installed = True
        tempfile.gettempdir()  # it tries folders out when it is first asked, which is no misuse
        sys.addaudithook(_audit)
        _follow_threads()
        before = threading.excepthook

        def failed(arguments: Any) -> None:
            if arguments.thread in _threads and arguments.exc_value is not None:
                print(f"warning: a thread of a plugin failed: {brief(arguments.exc_value)}", file=sys.stderr)
            else:
                before(arguments)

        threading.excepthook = failed
        if settings.is_command_line() and sys.stdout is sys.__stdout__:
            _move_stdout()


def _follow_threads() -> None:
    """A thread that a plugin starts is the plugin's. Python 3.11 has no audit event for it."""
    start = threading.Thread.start

    def started(thread: threading.Thread) -> None:
        noticed_by = watching()
        if noticed_by is not None and thread.name != OWN_THREAD:
            _threads[thread] = noticed_by
            keep_guarding()  # it may outlive the call
        start(thread)

    threading.Thread.start = started  # type: ignore[method-assign, assignment]  # Python 3.11 has no event


def _move_stdout() -> None:
    stream = sys.stdout
    try:
        stream.flush()
        own = os.dup(stream.fileno())
        os.dup2(sys.stderr.fileno(), stream.fileno())
    except (OSError, ValueError, AttributeError):  # a closed or strange stream stays as it is
        return
    raw = io.BufferedWriter(io.FileIO(own, "w", closefd=False))
    sys.stdout = io.TextIOWrapper(raw, stream.encoding, stream.errors, line_buffering=True)
