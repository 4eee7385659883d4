"""Runs scorers, normalises and combines what they say. A scorer that fails is named and left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import isfinite, isnan, nan
from typing import Any

from planner.errors import PlannerError, PluginError
from planner.i18n.text import clean
from planner.plugins.registry import Registry
from planner.plugins.values import Scope
from planner.roadmap.scores import Part, Score, ScoreCard, ScorerResult

LARGEST = 1e100  # sums and differences of scores stay finite
DEFAULT_SCORERS = {"cd3": 1.0}


def score(scope: Scope, weights: Mapping[str, float], registry: Registry) -> ScoreCard:
    """Scores every step with every scorer asked for.

    Each scorer's numbers are divided by their largest (moved up first if any is negative), so that weights
    compare like with like.

    Raises:
        PluginError: a scorer does not exist, or all of them failed.
    """
    results: dict[str, list[ScorerResult]] = {step.id: [] for step in scope.steps}
    warnings: list[str] = []
    used: dict[str, float] = {}
    for name, weight in sorted(weights.items()):
        if name not in registry.names("scorers"):
            registry.get("scorers", name)  # a name that nobody has is a slip of the pen, not a fault of a plugin
        try:
            said = registry.call("scorers", name, (scope,), partial(_checked, scope), scope.organisation.options)
        except PlannerError as error:
            if registry.sources.strict:
                raise
            warnings += [one for one in registry.troubles("scorers", name) if one not in str(error)]
            warnings.append(f"{error}; it is left out")
            continue
        warnings += registry.troubles("scorers", name)
        used[name] = weight
        lowest = min((one.value for one in said.values()), default=0.0)
        offset = -lowest if lowest < 0 else 0.0
        top = max((one.value + offset for one in said.values()), default=0.0)
        for step_id, one in said.items():
            normalised = (one.value + offset) / top if top > 0 else 0.0
            results[step_id].append(ScorerResult(name, weight, one.value, normalised, one.parts))
    if weights and not used:
        raise PluginError("no scorer worked: " + "; ".join(warnings))
    total = sum(used.values()) or 1.0
    priority = {
        step_id: sum(one.weight * one.normalised for one in said_by) / total for step_id, said_by in results.items()
    }
    return ScoreCard(priority, {k: tuple(v) for k, v in results.items()}, used, tuple(warnings))


def _checked(scope: Scope, said: object) -> Mapping[str, Score]:
    if not isinstance(said, Mapping):
        raise TypeError(f"returned {type(said).__name__} instead of a mapping from step id to Score")
    steps = {step.id for step in scope.steps}
    found = {}
    for step_id, one in dict(said).items():
        if step_id not in steps:
            raise ValueError(f"scored '{step_id}', which is not a step of the plan")
        if not isinstance(one, Score):
            raise ValueError(f"gave '{step_id}' {str(one)[:60]!r} instead of a Score")
        found[step_id] = Score(_number(one.value, step_id), _parts(one.parts, step_id))
    missing = sorted(steps - set(found))
    if missing:
        raise ValueError(
            f"gave no score to '{missing[0]}'" + (f" and {len(missing) - 1} more" if len(missing) > 1 else "")
        )
    return found


def _number(value: Any, step_id: str) -> float:
    """Any kind of number as a float that can be added up."""
    try:
        number = nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError):
        number = nan
    if isnan(number) and not isinstance(value, float):
        raise ValueError(f"gave '{step_id}' the score {str(value)[:40]!r}, which is no number")
    if not isfinite(number) or abs(number) > LARGEST:
        raise ValueError(f"gave '{step_id}' the score {number}, which is not a finite number")
    return number


def _parts(parts: Any, step_id: str) -> tuple[Part, ...]:
    found = []
    for part in tuple(parts):
        if not isinstance(part, Part) or not isinstance(part.name, str) or not part.name:
            raise ValueError(f"gave the score of '{step_id}' {str(part)[:60]!r} instead of a Part with a name")
        found.append(Part(clean(part.name)[:200], _number(part.value, step_id)))
    return tuple(found)
