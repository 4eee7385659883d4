"""Runs a sequencer and checks its answer: a plan that breaks a rule is refused, whoever made it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from planner.planning.known_answers import key_of, known_or_found
from planner.planning.request import Recipe
from planner.plugins.registry import Given
from planner.roadmap.proof import Proof, ProofPart
from planner.scheduling.feasibility import superfluous, violations
from planner.scheduling.objectives import name
from planner.scheduling.problem import AIMS, LEFT_OUT, Project, gap
from planner.scheduling.sequence import Limits, Sequence

SPARE = 10.0
"""Seconds after its limit at which a sequencer is stopped."""

LEAST = 0.01
"""Seconds that are left for a sequencer when the command's time is up: for its first schedule."""


def make_proof(project: Project, sequence: Sequence) -> Proof:
    """How good a plan is, as far as it is proved."""
    objective, bound = project.objective(sequence.starts), sequence.bound
    known = [len(bound) > level and objective[:level] == bound[:level] for level in range(len(objective))]
    parts = tuple(
        ProofPart(name(aim), objective[level], bound[level] if known[level] else None)
        for level, aim in enumerate(project.aims, AIMS)
    )
    planned = {activity.step_id for activity in project.activities if activity.id in sequence.starts}
    left = any(step not in planned for step in project.penalties)
    # where what is left out is proved to be the least, no order fits more
    least = bool(bound) and bound[LEFT_OUT] == objective[LEFT_OUT]
    all_fit = True if not left else False if least else sequence.all_fit
    return Proof(parts, gap(objective, bound), all_fit, sequence.stopped)


def run_sequencer(
    recipe: Recipe,
    project: Project,
    priority: Mapping[str, float],
    limits: Limits,
    options: Given | None = None,
) -> Sequence:
    """Runs the sequencer of a recipe and checks its answer: a plan that breaks a rule is refused, whoever made it."""
    if limits.until is not None:
        limits = replace(limits, seconds=max(LEAST, min(limits.seconds, limits.until - time.monotonic())))

    def checked(sequence: Any) -> Sequence:
        if not isinstance(sequence, Sequence):
            raise TypeError(f"returned {type(sequence).__name__} instead of a Sequence")
        bound = tuple(int(part) for part in sequence.bound)
        if sequence.all_fit not in (True, False, None):
            raise TypeError(f"says of 'all_fit' {sequence.all_fit!r} instead of True, False or None")
        idle = set(superfluous(project, sequence.starts))
        starts = {step: week for step, week in sequence.starts.items() if step not in idle}
        if not all(0 <= sequence.extra.get(one.what, 0) <= one.most for one in project.extras):
            raise ValueError(f"takes more than there may be: {dict(sequence.extra)}")
        broken = violations(project.extended(sequence.extra), starts)
        if broken:
            raise ValueError("made a plan that breaks rules: " + "; ".join(broken[:5]))
        if bound > project.objective(starts):
            raise ValueError("claims a bound that its own plan beats")
        return replace(sequence, starts=starts, bound=bound, stopped=bool(sequence.stopped), extra=dict(sequence.extra))

    first = max(priority.values(), default=0.0)  # pauses keep nobody from anything: they are placed as they come up
    priority = {activity.step_id: first for activity in project.activities if not activity.owner} | dict(priority)
    arguments = (project, priority, limits)

    def find() -> Sequence:
        with ctrl_c_noticed() as pressed:
            found: Sequence = recipe.registry.call(
                "sequencers", recipe.sequencer, arguments, checked, options, SPARE + limits.seconds
            )
        return replace(found, interrupted=bool(pressed))

    key = key_of(recipe, project, priority, limits, options)
    return known_or_found(recipe.kept, key, checked, find, limits)


@contextmanager
def ctrl_c_noticed() -> Iterator[list[int]]:
    """Notes each Ctrl-C that is pressed meanwhile, and passes it on: a sequencer may take it as the end of its search
    and answer with the best so far, and then nothing else is to be searched for either."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield pressed
        return

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
