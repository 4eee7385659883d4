"""Calls to other people's code, contained: a time limit, inputs that cannot be spoilt, no writing, no printing into the
output (``isolation.guard``), and any fault named with its file and line (``isolation.faults``).
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from contextvars import copy_context
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from time import monotonic
from types import MappingProxyType, NoneType
from typing import Any, TypeVar

from planner.errors import PlannerError
from planner.plugins.arguments import call
from planner.plugins.isolation.faults import brief, defined, is_from_outside, place, place_of
from planner.plugins.isolation.guard import OWN_THREAD, Watch, guarded, keep_guarding, watch
from planner.plugins.isolation.last_resort import builtins_kept, ended_from_outside

T = TypeVar("T")
STACK = 16 * 2**20  # bytes; threads of some systems have very little
LAST = 2.0  # seconds that a call has to end after Ctrl-C


class ContainedError(Exception):
    """What a plugin did, in words, with the file and line where it did it."""


ORDERS = 4
"""To stop, given to a plugin whose time is over: one that arrives while an object is cleared away is lost. What goes on
all the same is left behind."""


class WrongError(Exception):
    """An answer that is not what was asked for; the fault is where the function is, not where it was noticed."""


class _OutOfTimeError(BaseException):
    """Raised inside a plugin whose time is over; no ``except Exception`` stops it."""


class _Run:
    """One call in a thread of its own, so that it can be given up.

    An event says when it is over: ``Thread.join`` must not be asked, because after Ctrl-C in it Python 3.11 takes a
    running thread for one that has ended.
    """

    def __init__(self, work: Callable[[], Any]):
        self.work, self.value, self.error = work, None, None
        self.watch = Watch()
        self.over = threading.Event()
        self.interrupted = False
        self.thread = threading.Thread(target=copy_context().run, args=(self._run,), daemon=True, name=OWN_THREAD)

    value: Any
    error: BaseException | None

    def _run(self) -> None:
        with suppress(_OutOfTimeError):  # the order to stop may arrive when the work has just ended
            self._work()

    def _work(self) -> None:
        watch(self.watch)
        try:
            self.value = self.work()
        except BaseException as error:  # a plugin may raise anything, SystemExit too
            self.error = error
        finally:
            self.over.set()

    def start(self) -> None:
        before = threading.stack_size(STACK)
        try:
            self.thread.start()
        finally:
            threading.stack_size(before)

    def wait(self, seconds: float) -> None:
        """Until it is over, or its time is. Ctrl-C is passed on, so that a search can return the best so far."""
        end = monotonic() + seconds
        while not self.over.is_set() and monotonic() < end:
            try:
                self.over.wait(min(0.5, max(0.0, end - monotonic())))
            except KeyboardInterrupt:
                if self.interrupted:
                    raise
                self.interrupted = True
                end = min(end, monotonic() + LAST)
                self.throw(KeyboardInterrupt)

    def throw(self, error: type[BaseException]) -> None:
        """Raises an error inside, as soon as its next line of Python runs."""
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread.ident or 0), ctypes.py_object(error))


def contained(work: Callable[[], T], seconds: float, near: Callable[..., Any] | None = None) -> T:
    """Runs ``work`` in a thread of its own.

    Raises:
        ContainedError: it raised, took longer than ``seconds``, or wrote where it should not.
        PlannerError: it raised this on purpose, with words for the user.
        KeyboardInterrupt: the user pressed Ctrl-C, and ``work`` did not take it as the sign to return what it has.
    """
    run = _Run(work)
    with guarded(), ended_from_outside(seconds), builtins_kept(run.watch):
        run.start()
        run.wait(seconds)
        if not run.over.is_set():
            where = place_of(sys._current_frames().get(run.thread.ident or 0), near)
            for _attempt in range(ORDERS):
                run.throw(_OutOfTimeError)
                keep_guarding()
                if run.interrupted:
                    raise KeyboardInterrupt
                if run.over.wait(0.2 / ORDERS):
                    break
            raise ContainedError(f"took longer than {seconds:g} seconds{where}")
    if run.interrupted and run.error is not None:
        raise KeyboardInterrupt
    if run.watch.noticed:
        raise ContainedError(run.watch.noticed[0] + (place(run.error, near) if run.error else defined(near)))
    if isinstance(run.error, PlannerError):
        raise run.error
    if isinstance(run.error, WrongError):
        raise ContainedError(f"{run.error}{defined(near)}")
    if run.error is not None:
        raise ContainedError(brief(run.error, near)) from run.error
    value: T = run.value
    return value


def called(
    function: Callable[..., Any],
    arguments: Mapping[str, Any],
    check: Callable[[Any], T],
    seconds: float,
    options: Callable[[], Any] | None = None,
) -> T:
    """What ``check`` makes of the function's answer. The function gets copies of what it names; its options
    are built here because their dataclass is the plugin's as well.

    Raises:
        ContainedError: as for ``contained``; or the answer is wrong, or a copy was changed.
    """

    def work() -> T:
        memo: dict[int, Any] = {}
        copies = {name: copied(one, memo) for name, one in arguments.items()}
        answer = call(function, {**copies, "options": _built(options)} if options is not None else copies)
        try:
            found = check(answer)
        except (TypeError, ValueError) as error:
            if is_from_outside(error):  # the answer is made while it is looked at, by the plugin
                raise
            raise WrongError(str(error)) from error
        if copies != arguments:
            raise WrongError("changed what it was given to look at")
        return found

    return contained(work, seconds, function)


def _built(options: Callable[[], Any]) -> Any:
    try:
        return options()
    except (TypeError, ValueError) as error:
        raise ValueError(f"its options are refused: {error}") from error


def copied(value: Any, memo: dict[int, Any]) -> Any:
    """Records and containers made anew; anything else is shared."""
    kind: Any = type(value)
    if kind in _SHARED:
        return value
    if id(value) in memo:
        return memo[id(value)]

    def each(parts: Iterable[Any]) -> list[Any]:
        return [one if type(one) in _SHARED else copied(one, memo) for one in parts]

    made: Any = value
    if names := _fields(kind):
        made = object.__new__(kind)
        for name, one in zip(names, each([getattr(value, name) for name in names]), strict=True):
            object.__setattr__(made, name, one)
    elif kind is MappingProxyType or kind is dict:
        made = dict(zip(value, each(value.values()), strict=True))
        made = made if kind is dict else MappingProxyType(made)
    elif kind in (tuple, list, set, frozenset):
        made = kind(each(value))
    memo[id(value)] = made
    return made


_SHARED = frozenset({str, int, float, bool, NoneType, date})
"""What most values are, and nothing can be changed of."""


@lru_cache(maxsize=256)
def _fields(kind: type) -> tuple[str, ...]:
    """The names of a record's fields."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
