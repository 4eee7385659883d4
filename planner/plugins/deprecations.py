"""What plugins use of ours that will go: noted for their authors, and no bother to their users."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from planner.plugins.discovery import OWN, Provider


@contextmanager
def noting_deprecations(provider: Provider, found: list[str]) -> Iterator[None]:
    """Collects what is used inside in ``found``, each once."""
    if provider.distribution == OWN:
        yield
        return
    from warnings import catch_warnings, simplefilter

    with catch_warnings(record=True) as warned:
        simplefilter("always", DeprecationWarning)
        yield
    known = [f"{provider}: {one.message}" for one in warned if str(one.message).startswith("planner.")]
    found += [one for one in known if one not in found]
