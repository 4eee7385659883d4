"""Independent plans in processes of their own: as many at once as there are cores.

A task is a function of a module with values that can be sent, and gives the same wherever and how often it is carried
out; so what a worker that died had in hand is simply done again, at last here. Tasks and results go by files: a process
that dies while much is written to it hangs the pool of Python before 3.11.5 (CPython, issue 94777).
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar, cast

from planner.errors import PluginError
from planner.plugins.registry import Given, Registry
from planner.portfolios.sending import packed, packed_again, unpacked

Result = TypeVar("Result")
Done = Callable[[int], None]
"""Called with the number of tasks that are done, whenever one is."""

AN_HOUR = 3600.0
"""Seconds that a plugin may take for tasks, on top of the limit for plugins."""

TRIES = 2
"""How often new workers are begun with, where some died."""


def cores() -> int:
    """How many processes may run at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Processes:
    """Carries out tasks, at most ``jobs`` at once; with 1, here. To be used in a ``with`` statement."""

    def __init__(self, jobs: int = 1):
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(wait=kind is None)

    def map(
        self, function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]], done: Done | None = None
    ) -> list[Result]:
        """What a function gives for each task, in their order. A task that fails, fails here too, as it would have."""
        found: dict[int, Result] = {}
        said = done or (lambda _number: None)
        if self.jobs > 1 and len(tasks) > 1 and _can_be_sent(function, tasks):
            for _try in range(TRIES):
                with suppress(BrokenProcessPool):
                    self._carry_out(function, tasks, found, said)
                    break
                self._end(wait=False)
        for index, task in enumerate(tasks):
            if index not in found:
                found[index] = function(*task)
                said(len(found))
        return [found[index] for index in range(len(tasks))]

    def _carry_out(
        self, function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]], found: dict[int, Result], done: Done
    ) -> None:
        if self._pool is None:  # every system can begin processes in this way, and none inherits half of a solver
            self._pool = ProcessPoolExecutor(self.jobs, get_context("spawn"), _in_a_worker)
        with TemporaryDirectory(prefix="planner-", ignore_cleanup_errors=True) as folder:
            futures: dict[Future[None], int] = {}
            sent: dict[int, list[Any]] = {}
            for index, task in enumerate(tasks):
                if index not in found:
                    content, sent[index] = packed((function, task))
                    (Path(folder) / str(index)).write_bytes(content)
                    futures[self._pool.submit(_by_file, folder, str(index))] = index
            try:
                for future in as_completed(futures):
                    future.result()
                    index = futures[future]
                    answer = Path(folder) / f"{index}.done"
                    found[index] = unpacked(answer.read_bytes(), sent.pop(index))
                    answer.unlink()  # of a thousand members they fill a disk
                    done(len(found))
            except BaseException:
                for future in futures:
                    future.cancel()
                raise

    def _end(self, *, wait: bool) -> None:
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        if not wait:
            for process in list((pool._processes or {}).values()):  # what they would still find nobody wants
                process.terminate()
        pool.shutdown(wait=wait, cancel_futures=True)


class Elsewhere(Processes):
    """Carries out tasks with a plugin. What it does not is done here, and ``say`` is called with why."""

    def __init__(self, registry: Registry, name: str, options: Given, say: Callable[[str], None]):
        super().__init__()
        self._registry, self._name, self._options, self._say = registry, name, options, say
        self._works = True

    def map(
        self, function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]], done: Done | None = None
    ) -> list[Result]:
        def checked(found: Any) -> list[Result]:
            if not isinstance(found, list) or len(found) != len(tasks):
                what = f"{len(found)} results" if isinstance(found, list) else type(found).__name__
                raise TypeError(f"returned {what} instead of a list of {len(tasks)} results")
            return found

        if self._works and len(tasks) > 1 and _can_be_sent(function, tasks):
            try:
                return cast(
                    "list[Result]",
                    self._registry.call("runners", self._name, (function, tasks), checked, self._options, AN_HOUR),
                )
            except PluginError as error:
                self._works = False  # a cluster that nobody finds is not looked for again
                self._say(f"{error}; the plans are made here")
        return super().map(function, tasks, done)


def _by_file(folder: str, name: str) -> None:
    """Carries out the task that is in a file, and writes what it gives into another."""
    (function, task), sent = pickle.loads((Path(folder) / name).read_bytes())
    (Path(folder) / f"{name}.done").write_bytes(packed_again(function(*task), sent))


def _in_a_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began this one
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the one that began it is killed: nobody waits for its tasks, and none would end it."""
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)


def _can_be_sent(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a task can be sent to another process; plugins that were given as objects cannot."""
    try:
        pickle.dumps((function, tasks[0]))
    except (AttributeError, TypeError, pickle.PicklingError):
        return False
    return True
