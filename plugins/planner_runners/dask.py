"""Independent plans on a cluster of Dask: one that is there, or one that is begun on this machine."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from planner import MissingError
from planner.plugins import Runner, hookimpl, option

RETRIES = 3
"""How often a task is begun again that failed with its worker."""


@dataclass(frozen=True)
class DaskOptions:
    """Options of ``dask``."""

    scheduler: str = option("", "Address of a cluster, such as tcp://10.0.0.5:8786; empty: one on this machine.")
    workers: int = option(2, "Processes of a cluster on this machine.", at_least=1, at_most=1024)


def run(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], options: DaskOptions) -> list[Any]:
    """Hands the tasks to the cluster; Dask begins those again whose worker is lost."""
    client = _client(options)
    found = [client.submit(function, *task, pure=False, retries=RETRIES) for task in tasks]
    return list(client.gather(found))


_kept: dict[DaskOptions, tuple[Any, Any]] = {}
"""A cluster takes seconds to begin, and a portfolio hands over tasks again and again: each is kept, as a
client and what was begun here for it."""


def _client(options: DaskOptions) -> Any:
    """A client of the cluster, the one there is as long as it works.

    Raises:
        MissingError: Dask is not installed.
        OSError: nobody answers at the address.
    """
    try:
        import distributed
    except ImportError:
        raise MissingError("dask needs distributed: pip install 'journey-planner[dask]'") from None
    if options in _kept and _kept[options][0].status == "running":
        return _kept[options][0]
    _close(options)  # one that does not work any more
    begin: Any = distributed.LocalCluster  # neither has types
    connect: Any = distributed.Client
    logging.getLogger("distributed").setLevel(logging.WARNING)  # it tells of every worker that ends
    cluster: Any = options.scheduler or begin(
        n_workers=options.workers, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    client = connect(cluster, set_as_default=False)
    _kept[options] = client, None if options.scheduler else cluster
    return client


@atexit.register
def close() -> None:
    """Ends the clusters that were begun here."""
    for options in list(_kept):
        _close(options)


def _close(options: DaskOptions) -> None:
    client, cluster = _kept.pop(options, (None, None))
    for one in (client, cluster):
        if one is not None:
            one.close()


@hookimpl
def planner_runners() -> Iterable[Runner]:
    yield Runner("dask", run, "A cluster of Dask, there or begun here (extra 'dask')", options=DaskOptions)
