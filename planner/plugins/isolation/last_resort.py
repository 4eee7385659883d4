"""What a thread cannot contain: code that never lets go of the interpreter, that ends the process, that replaces what
every program stands on.
"""

from __future__ import annotations

import builtins
import faulthandler
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from planner.plugins import settings
from planner.plugins.isolation.guard import Watch, watching

GRACE = 5.0
"""Seconds after its time before a call that holds the interpreter ends the whole command."""


@contextmanager
def ended_from_outside(seconds: float) -> Iterator[None]:
    """Ends a command with exit code 1, and shows where it stands, when a call holds the interpreter (a regular
    expression without end, C code): no thread of Python can take it away, a thread of C can. A service is not ended."""
    if not settings.is_command_line() or sys.__stderr__ is None:
        yield
        return
    with suppress(OSError, ValueError, RuntimeError):  # no file to write to
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def builtins_kept(noticed_by: Watch) -> Iterator[None]:
    """Puts back what a call replaces among the builtins, and notices it."""
    before = dict(vars(builtins))
    try:
        yield
    finally:
        now = vars(builtins)
        other = [name for name, one in before.items() if now.get(name) is not one and name != "_"]
        now.update({name: before[name] for name in other})  # what is added stays: compiled libraries add their own
        if other:
            noticed_by.noticed.append(f"replaced {', '.join(sorted(other))} among Python's builtins")


def _refusing(end: Callable[..., Any], name: str) -> Callable[..., Any]:
    def ended(*given: Any) -> Any:
        noticed_by = watching()
        if noticed_by is None:
            return end(*given)
        noticed_by.noticed.append(f"called os.{name}, which ends the whole program")
        raise PermissionError(f"a plugin may not call os.{name}")

    return ended


os._exit = _refusing(os._exit, "_exit")
os.abort = _refusing(os.abort, "abort")
