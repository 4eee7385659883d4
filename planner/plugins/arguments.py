"""How plugins' functions are called: with what they name, as pluggy, pytest and datasette do.

A function takes what it has parameters for and leaves out the rest, in any order. So a function that was written before
an argument existed goes on working. A parameter with a default and a name that nobody knows keeps its default;
``**names`` gets everything that is not named.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "importers": ("content", "name"),
    "stall_patterns": ("diagnosis", "journey", "organisation"),
    "scorers": ("scope",),
    "sequencers": ("project", "priority", "limits"),
    "checks": ("roadmap", "journey", "organisation"),
    "views": ("roadmap", "style"),
    "renderers": ("scenes", "style"),
    "exporters": ("roadmap", "style"),
    "runners": ("function", "tasks"),
}
"""What the function of a record can name, by kind; ``options`` as well where the record has any."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a function can be given. ``first``: those that are given by place; ``needed``: those without a default."""

    first: tuple[str, ...]
    named: tuple[str, ...]
    needed: tuple[str, ...]
    rest: bool

    def unknown(self, names: Iterable[str]) -> str:
        """What is wrong with calling it with these names, or nothing."""
        there = [*names]
        missing = [name for name in self.needed if name not in there]
        if not missing:
            return ""
        if missing == ["options"]:
            return "it asks for 'options', and its record has none: write options=, a dataclass with the defaults"
        return f"it asks for {', '.join(map(repr, missing))}; arguments go by name, and there are {', '.join(there)}"

    def call(self, function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
        wrong = self.unknown(given)
        if wrong:
            raise TypeError(wrong)
        places = []
        for name in self.first:
            if name not in given:
                break  # it has a default, and so has everything after it
            places.append(given[name])
        named = given if self.rest else {name: given[name] for name in self.named if name in given}
        return function(*places, **{name: value for name, value in named.items() if name not in self.first})


def parameters(function: Callable[..., Any]) -> Parameters | None:
    """What a function takes; None where it does not say, as some that are written in C."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    single = [p for p in found if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    rest = any(p.kind is p.VAR_KEYWORD for p in found)
    nameless = [] if rest else [f"*{p.name}" for p in found if p.kind is p.VAR_POSITIONAL]  # nothing would be in it
    return Parameters(
        tuple(p.name for p in single if p.kind is p.POSITIONAL_ONLY),
        tuple(p.name for p in single if p.kind is not p.POSITIONAL_ONLY),
        (*(p.name for p in single if p.default is p.empty), *nameless),
        rest,
    )


def call(function: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """What a function answers to what it names. One that does not say what it takes gets everything, in order.

    Raises:
        TypeError: it needs something that is not there. Whatever the function raises comes through.
    """
    found = parameters(function)
    return found.call(function, given) if found else function(*given.values())


def wrong_with_arguments(kind: str, function: Callable[..., Any], options: bool) -> str:
    """What a function of a record asks for in vain, or nothing."""
    names = getattr(function, "__planner_arguments__", ARGUMENTS[kind])
    found = parameters(getattr(function, "__planner_origin__", function))
    return found.unknown([*names, "options"] if options else names) if found else ""


def origin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function its author wrote, under what was wrapped around it."""
    while True:
        inner = getattr(function, "__planner_origin__", None)
        if inner is None and isinstance(function, partial):
            inner = function.func
        if inner is None:
            return function
        function = inner
