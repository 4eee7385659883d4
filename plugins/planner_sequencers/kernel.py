"""The compiled kernel (``_kernel.c``), where there is one. All that it does is also there in Python."""

from importlib import import_module
from typing import Any


def _load() -> Any:
    try:
        return import_module("planner_sequencers._kernel")
    except ImportError:  # no compiler where it was installed
        return None


compiled = _load()
