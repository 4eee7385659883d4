"""Organisations and journeys that plugins are tried on. All of them are fictional, all are made here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from planner.documents.journey import journey_from
from planner.documents.loader import Loaded
from planner.documents.organisation import organisation_from
from planner.documents.reader import read_text
from planner.domain.calendar import Calendar
from planner.domain.capability_graph import CapabilityGraph
from planner.domain.targets import find_targets
from planner.planning.pipeline import make_roadmap
from planner.planning.problem_builder import make_scope
from planner.planning.request import Recipe
from planner.planning.steps import make_steps
from planner.plugins.registry import Given, Registry
from planner.plugins.values import Scope
from planner.roadmap.roadmap import Roadmap
from planner.scheduling.sequence import Limits

SECRET_MARK = "<script>alert(1)</script>"
HOSTILE = (
    SECRET_MARK,
    "\"><img src=x onerror=alert(1)> & ]]> 'quoted'",
    '=HYPERLINK("http://example.invalid","click")',
    "{{ 7 * 7 }} {% raw %} ${HOME} %s \\N{BULLET}",
    "| a table | cell | # no heading\n- no list `code` [link](javascript:alert(1))",
    "שירות לקוחות ו-CRM חברתי (שלב 2)",
    "Community 🎉🚀 programme \u202egnp.exe\u202c",
    "كيف نبدأ",
    "社交媒体战略与治理",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung " * 3,
    "A",
    "\u200bzero\u200bwidth\u200b",
)
"""Labels as a client might send them."""


@dataclass(frozen=True)
class Situation:
    """A journey and an organisation, with the plan for it."""

    name: str
    loaded: Loaded

    @cached_property
    def roadmap(self) -> Roadmap:
        """Planned with the list sequencer, which is quick."""
        limits = Limits(effort=0.3)
        language = self.loaded.organisation.language
        recipe = Recipe(self.loaded.journey, _bundled(), sequencer="list", limits=limits, language=language)
        return make_roadmap(recipe, self.loaded.organisation)

    @cached_property
    def scope(self) -> Scope:
        """What scorers see."""
        journey, organisation = self.loaded.journey, self.loaded.organisation
        graph = CapabilityGraph(journey, organisation)
        steps = make_steps(graph, graph.remaining(find_targets(graph)))
        return make_scope(
            journey,
            organisation,
            steps,
            Calendar(organisation.start, organisation.horizon, organisation.fiscal_year_starts),
        )


_cache: dict[str, Situation] = {}


@dataclass(frozen=True)
class Ground:
    """What is tried besides the situations made here, and with which values of options everywhere."""

    own: tuple[Situation, ...] = ()
    options: Given = field(default_factory=dict)


HERE = Ground()
_ground: ContextVar[Ground] = ContextVar("ground", default=HERE)


@contextmanager
def on_ground(ground: Ground) -> Iterator[None]:
    """``situations()`` inside are also an author's own."""
    token = _ground.set(ground)
    try:
        yield
    finally:
        _ground.reset(token)


def options_given() -> Given:
    """Values of options that everything is tried with."""
    return _ground.get().options


def own_situation(source: Any) -> Situation:
    """A situation of an author's own: what ``planner.load`` takes, or returned."""
    from planner.documents.loader import load

    loaded = source if isinstance(source, Loaded) else load(source)
    return Situation(loaded.organisation.id, loaded)


def situations(*, huge: bool = False) -> tuple[Situation, ...]:
    """Every situation, from an empty plan to a large one; ``huge`` adds 2,000 capabilities (its plan takes long)."""
    ground = _ground.get()
    names = (*_MAKERS, *(("huge",) if huge else ()))
    every = (*(situation(name) for name in names), *ground.own)
    return tuple(map(_with_options, every)) if ground.options else every


def _with_options(one: Situation) -> Situation:
    organisation = replace(one.loaded.organisation, options=_ground.get().options)
    return Situation(one.name, replace(one.loaded, organisation=organisation))


def situation(name: str) -> Situation:
    """One situation by its name.

    Raises:
        KeyError: there is none of the name.
    """
    if name not in _cache:
        journey, organisation = synthetic(2000) if name == "huge" else _MAKERS[name]()
        _cache[name] = Situation(name, _loaded(journey, organisation))
    return _cache[name]


_registries: list[Registry] = []


def _bundled() -> Registry:
    """The bundled plugins and nothing else, so that a plugin under test cannot spoil the plans it is tried on."""
    if not _registries:
        from planner.plugins.discovery import OWN
        from planner.plugins.registry import default_registry

        _registries.append(Registry([entry for entry in default_registry().entries if entry[3].distribution == OWN]))
    return _registries[0]


def _loaded(journey: Mapping[str, Any] | str, organisation: Mapping[str, Any]) -> Loaded:
    from planner.documents.loader import finder

    find = finder(_bundled())
    if isinstance(journey, str):
        document = read_text(json.dumps({**organisation, "journey": journey}), "organisation")
        return Loaded(*organisation_from(document, find))
    made = journey_from(read_text(json.dumps(journey), "journey"), find)
    written = read_text(json.dumps({**organisation, "journey": journey["journey"]}), "organisation")
    return Loaded(organisation_from(written, find, made)[0], made)


BANK: dict[str, Any] = {
    "organisation": "sample-bank", "name": {"en": "Sample Bank", "he": "בנק לדוגמה"}, "fictional": True,
    "start": "2027-07-01", "fiscal_year_starts": 1, "units": 3, "currency": "EUR",
    "levels": {"basic-presence": 2, "publishing-process": 2, "interim-ownership": 2, "executive-sponsorship": 1,
               "reach-reporting": 2, "basic-listening": {"level": 2, "evidence": "a weekly digest", "on": "2027-05-12"},
               "house-rules": 1, "goal-setting": 1, "internal-champions": 1},
    "seats": {"cross-functional-council": ["legal"]},
    "goals": {"reputation-risk": 5, "service-cost": 4, "sales-crm": 3},
    "targets": {"social-care": {"level": 2, "by": "2028-12-31"}, "social-crm": 2},
    "capacity": {"exec": 4, "mkt": 22, "pr": 14, "social": 8, "svc": 14, "sales": 8, "legal": 9, "it": [12, 4, 12],
                 "agency": {"start": 10, "2028Q3": 0}},
    "budget": [120, 120, 260, 320],
    "calendar": [{"name": "freeze", "blocks": "work", "during": ["Q4"], "for": {"owners": ["it"]}}],
}  # fmt: skip


def synthetic(count: int, names: tuple[str, ...] = ()) -> tuple[dict[str, Any], dict[str, Any]]:
    """(journey, organisation) with so many capabilities in layers, each waiting for two before it."""
    roles = [f"role-{i}" for i in range(6)]
    capabilities = {}
    for i in range(count):
        needs = sorted({f"c{j}" for j in (i - 3, i - 7) if j >= 0})
        capabilities[f"c{i}"] = {
            "name": names[i % len(names)] if names else f"Capability {i}",
            "stage": f"s{1 + 3 * i // count}", "area": f"a{i % 4}", "owner": roles[i % 6], "with": [roles[(i + 1) % 6]],
            "needs": needs, "effort": [1, 2, 4], "weeks": [1, 2 + i % 5, 9], "cost": i % 7, "run": 0.1 * (i % 3),
            "value": {"goal": i % 6},
        }  # fmt: skip
    label = names[0] if names else "Synthetic"
    stages = {f"s{1 + 3 * i // count}": {"name": label} for i in range(count)}
    journey = {
        "journey": "synthetic", "name": label, "stages": stages,
        "areas": {f"a{i}": {"name": names[i] if names else f"Area {i}"} for i in range(4)},
        "roles": {role: {"name": names[i] if names else role} for i, role in enumerate(roles)},
        "goals": {"goal": {"name": names[2] if names else "Goal"}}, "capabilities": capabilities,
    }  # fmt: skip
    organisation = {
        "organisation": "synthetic", "name": names[1] if names else "Synthetic", "fictional": True,
        "start": "2027-01-01", "horizon": 60, "goals": {"goal": 1},
        "targets": {f"c{i}": 2 for i in range(count)}, "capacity": dict.fromkeys(roles, 30 + count / 10),
    }  # fmt: skip
    return journey, organisation


def _nothing_left() -> tuple[Any, dict[str, Any]]:
    return "social-native", BANK | {"levels": {"basic-presence": 2}, "targets": {"basic-presence": 2}}


def _one_step() -> tuple[Any, dict[str, Any]]:
    return "social-native", BANK | {"targets": {"basic-listening": 1}, "levels": {}}


def _right_to_left() -> tuple[Any, dict[str, Any]]:
    return "social-native", BANK | {"language": "he"}


def _does_not_fit() -> tuple[Any, dict[str, Any]]:
    return "social-native", BANK | {"capacity": {"svc": 0.5, "social": 1}, "budget": 5}


_MAKERS: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "sample": lambda: ("social-native", BANK),
    "nothing-left": _nothing_left,
    "one-step": _one_step,
    "right-to-left": _right_to_left,
    "does-not-fit": _does_not_fit,
    "hostile": lambda: synthetic(len(HOSTILE), HOSTILE),
    "large": lambda: synthetic(60),
}
NAMES = tuple(_MAKERS)
"""Of the situations that ``situations()`` returns."""
