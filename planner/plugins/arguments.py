"""How plugins' functions are called: with as many arguments as they take.

The arguments of each kind come in a fixed order, and new ones are only ever added at the end. So a function written
before an argument existed, or without need of the last ones, just does not name them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any


def fitted(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The first of the arguments, as many as the function takes.

    Raises:
        TypeError: it needs more than there are, or needs one by name.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some callables written in C do not say
        return arguments
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in places if p.default is p.empty]
    named = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    if len(needed) > len(arguments) or named:
        asked = ", ".join([*(p.name for p in needed), *named])
        raise TypeError(f"it asks for {len(needed) + len(named)} arguments ({asked}) but {len(arguments)} are given")
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return arguments
    return arguments[: len(places)]


def origin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function its author wrote, under what was wrapped around it."""
    while True:
        inner = getattr(function, "__planner_origin__", None)
        if inner is None and isinstance(function, partial):
            inner = function.func
        if inner is None:
            return function
        function = inner
