"""Independent plans on a cluster of Dask: one that is there, or one that is begun on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
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
    try:
        import distributed
    except ImportError:
        raise MissingError("dask needs distributed: pip install 'journey-planner[dask]'") from None
    with ExitStack() as stack:
        begin: Any = distributed.LocalCluster  # neither has types
        connect: Any = distributed.Client
        cluster: Any = options.scheduler or stack.enter_context(
            begin(n_workers=options.workers, threads_per_worker=1, processes=True, dashboard_address=None)
        )
        client = stack.enter_context(connect(cluster, set_as_default=False))
        found = [client.submit(function, *task, pure=False, retries=RETRIES) for task in tasks]
        return list(client.gather(found))


@hookimpl
def planner_runners() -> Iterable[Runner]:
    yield Runner("dask", run, "A cluster of Dask, there or begun here (extra 'dask')", options=DaskOptions)
