"""Solves a 0/1 program with CP-SAT of OR-Tools, within counted effort: the same answer on a slow, busy or other
machine.

Imported only when it is used. The program is handed over as text of its published format (``cp_model.proto``), because
the Python layer above that needs pandas to be imported, which takes longer than most programs take to solve.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from planner_sequencers.time_indexed import Goal, Program

LARGEST = 2**53  # the solver's bound is a float: a sum beyond that is not exact, and nothing is said of it
FIXED = (
    "num_workers: 1 random_seed: 0 cp_model_probing_level: 0 symmetry_level: 0 max_presolve_iterations: 1 "
    "catch_sigint_signal: false"
)
"""One worker is deterministic, and proves these programs as fast as several; more presolving takes longer than it
saves."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the solver goes about a program.

    Attributes:
        parameters: in place of the usual, as text.
        pace: seconds, about, for each unit of work that the solver counts.
    """

    parameters: str
    pace: float = 1.0


LITTLE = "inprocessing_probing_dtime: 0.1 inprocessing_minimization_dtime: 0.1"
"""Little simplifying in between, which finds nothing that the program does not say already."""

LOGIC = Way(f"linearization_level: 0 cp_model_presolve: false {LITTLE}")
"""Without the linear relaxation, which says little of what finds room; and with no simplifying before, which takes half
of the time."""

LINEAR = Way(f"linearization_level: 2 cut_level: 0 {LITTLE}", 1.5)
"""With all of the program in the linear relaxation, and without cuts, which cost more than they close."""

USUAL = Way("", 3.0)
"""As the solver is set up by its authors."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver said.

    Attributes:
        solution: the value of each variable; None: none was found.
        bound: proved, on the goal; None: nothing is, or there is no solution.
        complete: whether the bound is reached, or there is no solution.
        effort: what was counted, about a second for each unit.
    """

    solution: tuple[int, ...] | None
    bound: int | None
    complete: bool
    effort: float


def solve(
    program: Program, goal: Goal, hint: Mapping[int, int], effort: float, seconds: float, how: Way = USUAL
) -> Answer:
    """The best solution, as far as effort allows.

    Args:
        goal: what to minimise.
        hint: values of variables in a solution that is known.
        effort: counted; ``seconds``: of the clock, only as a last resort.
        how: the solver goes about it.

    Raises:
        ImportError: OR-Tools is not installed.
    """
    from ortools.sat.python import cp_model_helper as helper

    if not hasattr(helper, "CpModelProto"):
        raise ImportError("ortools is older than 9.15")
    model, parameters = helper.CpModelProto(), helper.SatParameters()
    limits = f"max_deterministic_time: {max(effort / how.pace, 1e-3)} max_time_in_seconds: {max(seconds, 1e-2)}"
    if not (model.parse_text_format(written(program, goal, hint))
            and parameters.parse_text_format(f"{FIXED} {limits}")
            and parameters.merge_text_format(how.parameters)):  # fmt: skip
        raise ValueError("OR-Tools reads its own format in another way: this version is not known")
    response = _interruptible(helper, model, parameters)
    status, effort = int(response.status), response.deterministic_time * how.pace
    if status == _INFEASIBLE:
        return Answer(None, None, True, effort)
    exact = sum(map(abs, goal.terms.values())) < LARGEST
    bound = goal.base + ceil(response.best_objective_bound - 1e-6) if exact else None
    solution = tuple(response.solution) if status in (_FEASIBLE, _OPTIMAL) else None
    return Answer(solution, bound, exact and status == _OPTIMAL, effort)


_FEASIBLE, _INFEASIBLE, _OPTIMAL = 2, 3, 4


def written(program: Program, goal: Goal, hint: Mapping[int, int]) -> str:
    """The program in the text format of ``cp_model.proto``."""
    parts = ["variables{domain:[0,1]}" * program.count]
    for clause in program.clauses:
        parts.append(f"constraints{{bool_or{{literals:{list(clause)}}}}}")
    for row in program.rows:
        low = sum([factor for factor in row.terms.values() if factor < 0])
        where = f"enforcement_literal:[{row.where}]" if row.where is not None else ""
        parts.append(f"constraints{{{where}linear{{{_sum(row.terms)}domain:[{min(low, row.most)},{row.most}]}}}}")
    parts.append(f"objective{{{_sum(goal.terms)}}}")
    if hint:
        parts.append(f"solution_hint{{vars:{list(hint)}values:{list(hint.values())}}}")
    return "".join(parts)


def _sum(terms: Mapping[int, int]) -> str:
    return f"vars:{list(terms)}coeffs:{list(terms.values())}"


def _interruptible(helper: Any, model: Any, parameters: Any) -> Any:
    """Solves in a thread beside, so that Ctrl-C is noticed and ends the search."""
    solver = helper.SolveWrapper()
    solver.set_parameters(parameters)
    answers: list[Any] = []
    over = threading.Event()

    def work() -> None:
        try:
            answers.append(solver.solve(model))
        finally:
            over.set()

    threading.Thread(target=work, daemon=True).start()
    try:
        while not over.wait(0.05):
            pass
    except BaseException:
        solver.stop_search()
        over.wait(2.0)
        raise
    return answers[0]
