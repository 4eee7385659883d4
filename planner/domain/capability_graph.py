"""The capability graph: what is in place, what remains on the way to the targets, what is open to start
now, and what each capability unlocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import networkx as nx

from planner.domain.journey import Capability, Journey, Rule
from planner.domain.organisation import Organisation, Target
from planner.domain.values import Need, Threshold
from planner.errors import PlannerError

MAX_BRANCHES = 20_000
"""Any-of choices are compared exactly up to this many partial combinations, then taken greedily."""


class UnreachableError(PlannerError):
    """A target that no order of work can reach, with the capability that stands in the way."""

    def __init__(self, target: str, blocker: str, why: str):
        self.target, self.blocker, self.why = target, blocker, why
        super().__init__(f"'{target}' cannot be reached: {why}")


@dataclass(frozen=True, slots=True)
class Remaining:
    """The work between today and the targets.

    Attributes:
        wanted: the level to reach, by capability, in journey order; only what is not there yet. Where
            prerequisites have alternatives, all that could be taken are among them.
        options: for each any-of prerequisite that is open, the alternatives that could be taken; first the one
            with which least effort remains.
        certain: the level to which a capability is needed whatever is chosen.
        because: for each wanted capability, the capabilities that ask for it (targets ask for themselves).
        targets: every target, those of a target stage included.
    """

    wanted: Mapping[str, int]
    options: Mapping[Need, tuple[Threshold, ...]]
    certain: Mapping[str, int]
    because: Mapping[str, tuple[str, ...]]
    targets: tuple[Target, ...]

    def alternatives(self, need: Need) -> tuple[Threshold, ...]:
        """What can meet an open need."""
        return self.options.get(need, need.alternatives[:1])


@dataclass(slots=True)
class _Closure:
    """A partial answer to 'what remains': grown by forced needs, branched at any-of needs."""

    wanted: dict[str, int] = field(default_factory=dict)
    chosen: dict[Need, Threshold] = field(default_factory=dict)
    cost: float = 0.0

    def copy(self) -> _Closure:
        return _Closure(dict(self.wanted), dict(self.chosen), self.cost)


@dataclass(slots=True)
class _Spread:
    """What remains with every alternative (see ``Remaining``)."""

    wanted: dict[str, int]
    options: dict[Need, tuple[Threshold, ...]]
    certain: dict[str, int]


class CapabilityGraph:
    """A journey's prerequisites seen from one organisation.

    The networkx graph has an edge from each prerequisite to what needs it; any-of alternatives carry
    ``any=True``.
    """

    def __init__(self, journey: Journey, organisation: Organisation):
        self.journey = journey
        self.organisation = organisation

    @cached_property
    def graph(self) -> nx.DiGraph:
        return self._graph(self.needs)

    def _graph(self, needs: Callable[[Capability, int], tuple[Need, ...]]) -> nx.DiGraph:
        graph = nx.DiGraph()
        graph.add_nodes_from(self.journey.capabilities)
        for capability in self.journey.capabilities.values():
            for need in needs(capability, self.journey.top_level):
                for threshold in need.alternatives:
                    graph.add_edge(threshold.capability, capability.id, any=len(need.alternatives) > 1)
        return graph

    def circle(self) -> list[str]:
        """Capabilities that wait for each other in a circle, the first one twice; empty when there is none."""
        try:
            edges = nx.find_cycle(self.graph)
        except nx.NetworkXNoCycle:
            return []
        return [edges[0][0], *(edge[1] for edge in edges)]

    def level(self, capability_id: str) -> int:
        return self._levels[capability_id]

    @cached_property
    def _levels(self) -> dict[str, int]:
        return {c.id: self.organisation.level(c) for c in self.journey.capabilities.values()}

    def applies(self, capability: Capability) -> bool:
        return capability.id in self._applying

    @cached_property
    def _applying(self) -> frozenset[str]:
        return frozenset(c.id for c in self.journey.capabilities.values() if self.organisation.applies(c))

    def needs(self, capability: Capability, level: int) -> tuple[Need, ...]:
        """What must hold before ``level``: the journey's needs and rules and the organisation's own, less those on
        capabilities that do not apply to it."""
        return self._applicable(
            self._own_needs(capability, level) + tuple(need for _rule, need in self.rule_needs.get(capability.id, ()))
        )

    def _own_needs(self, capability: Capability, level: int) -> tuple[Need, ...]:
        needs = capability.needs_for(level, self.journey.policy.needs_from_level)
        for requirement in self.organisation.requirements:
            if requirement.before.matches(capability):
                needs += tuple(
                    need for need in requirement.needs if all(t.capability != capability.id for t in need.alternatives)
                )
        return needs

    def _applicable(self, needs: Iterable[Need]) -> tuple[Need, ...]:
        """Less alternatives that do not apply, and those about people who are not there where there is another."""
        found = []
        for need in needs:
            known = tuple(t for t in need.alternatives if self.applies(self.journey.capabilities[t.capability]))
            there = tuple(t for t in known if not self.organisation.lacks(self.journey.capabilities[t.capability]))
            if known:
                found.append(Need(there or known))
        return tuple(found)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The journey's rules that bind this organisation, and are kept."""
        own = self.organisation
        return tuple(r for r in self.journey.rules.values() if r.id not in own.relaxed and own.is_among(r.only_for))

    @cached_property
    def rule_needs(self) -> Mapping[str, tuple[tuple[str, Need], ...]]:
        """By capability: (rule, what it asks for) of each rule that binds it. A rule never binds what its own need
        stands on, nor the need itself: the way to it has to be free."""
        found: dict[str, list[tuple[str, Need]]] = {}
        graph = self._graph(self._own_needs)
        for rule in self.rules:
            for need in rule.needs:
                first = {t.capability for t in need.alternatives}
                before = first.union(*(nx.ancestors(graph, c) for c in sorted(first)))
                bound = [c for c in self.journey.capabilities.values() if rule.matches(c) and c.id not in before]
                for capability in bound:
                    found.setdefault(capability.id, []).append((rule.id, need))
                    graph.add_edges_from((c, capability.id) for c in first)
        return {c: tuple(own) for c, own in found.items()}

    def rules_on(self, capability: Capability) -> frozenset[str]:
        """The rules that may keep work on a capability waiting, or from being done at all."""
        others = (r.id for r in self.rules if (r.settled or r.filled or r.led_by) and r.matches(capability))
        return frozenset((*others, *(rule for rule, _need in self.rule_needs.get(capability.id, ()))))

    def met(self, threshold: Threshold) -> bool:
        return self.level(threshold.capability) >= threshold.level

    def open_needs(self, capability: Capability, level: int) -> tuple[Need, ...]:
        """The prerequisites of a level that do not hold today, at the levels that work is planned to."""
        known = self._open_needs.get((capability.id, level))
        if known is None:
            least = self.journey.policy.planned_from_level
            known = self._open_needs[capability.id, level] = tuple(
                dict.fromkeys(
                    Need(tuple(replace(t, level=max(t.level, least)) for t in need.alternatives))
                    for need in self.needs(capability, level)
                    if not any(map(self.met, need.alternatives))
                )
            )
        return known

    @cached_property
    def _open_needs(self) -> dict[tuple[str, int], tuple[Need, ...]]:
        """What ``open_needs`` says, as far as it was asked for: the search for a closure asks again and again."""
        return {}

    def in_place(self) -> tuple[str, ...]:
        """Capabilities at the journey's target level or above."""
        return tuple(c for c in self.journey.capabilities if self.level(c) >= self.journey.policy.target_level)

    def rootless(self) -> tuple[str, ...]:
        """Capabilities in place although their prerequisites are not: likely to slip."""
        return tuple(
            c
            for c in self.in_place()
            if self.open_needs(self.journey.capabilities[c], self.journey.policy.target_level)
        )

    def open_now(self) -> tuple[Threshold, ...]:
        """The next level of each capability whose prerequisites hold today."""
        found = []
        for capability in self.journey.capabilities.values():
            level = self.level(capability.id) + 1
            if level <= self.journey.top_level and self.applies(capability) and not self.open_needs(capability, level):
                found.append(Threshold(capability.id, level))
        return tuple(found)

    def unlocks(self, capability_id: str) -> tuple[str, ...]:
        """Everything that needs it, directly or not (any-of alternatives count)."""
        after = nx.descendants(self.graph, capability_id)
        return tuple(c for c in self.journey.capabilities if c in after)

    def closure(self, targets: Iterable[Target]) -> tuple[Mapping[str, int], float]:
        """Level wanted by capability, and the person-weeks (likely) that remain, for some targets together.

        Raises:
            UnreachableError: they are out of reach whatever is done.
        """
        closed = self._close(targets)
        return closed.wanted, closed.cost

    def remaining(self, targets: tuple[Target, ...]) -> Remaining:
        """The prerequisite closure of targets at the levels needed, with every alternative that could be taken.

        Raises:
            UnreachableError: a target is out of reach whatever is done.
        """
        closure = self._close(targets)
        spread = self._spread(targets, closure)
        order = [c for c in self.journey.capabilities if c in spread.wanted]
        because: dict[str, list[str]] = {c: [] for c in order}
        for c in order:
            for need in self.open_needs(self.journey.capabilities[c], spread.wanted[c]):
                for threshold in spread.options.get(need, need.alternatives[:1]):
                    if threshold.capability in because:
                        because[threshold.capability].append(c)
        for target in targets:
            if target.capability in because:
                because[target.capability].insert(0, target.capability)
        return Remaining(
            {c: spread.wanted[c] for c in order},
            spread.options,
            spread.certain,
            {c: tuple(dict.fromkeys(v)) for c, v in because.items()},
            targets,
        )

    def _spread(self, targets: tuple[Target, ...], closure: _Closure) -> _Spread:
        """Every capability that some choice of alternatives would bring in. What excludes a capability that is
        certain is no alternative."""
        if not closure.chosen and not any(target.optional for target in targets):
            return _Spread(dict(closure.wanted), {}, dict(closure.wanted))
        barred: set[str] = set()
        while True:
            spread = self._spread_within(targets, closure, self._reach(barred))
            rivals = {other for c in spread.certain for other in self.journey.group_of(c)} & set(spread.wanted)
            if not rivals - barred:
                return spread
            barred |= rivals

    def _reach(self, barred: set[str]) -> dict[str, int]:
        """The highest level of each capability that can be had without what is barred."""
        reach: dict[str, int] = {}
        for c in nx.topological_sort(self.graph):
            capability = self.journey.capabilities[c]
            reach[c] = self.level(c)
            if c in barred or not self.applies(capability) or self.organisation.priorities.get(c) == "wont":
                continue
            for level in range(reach[c] + 1, self.journey.top_level + 1):
                needs = self.open_needs(capability, level)
                if not all(any(reach[t.capability] >= t.level for t in need.alternatives) for need in needs):
                    break
                reach[c] = level
        return reach

    def _spread_within(self, targets: tuple[Target, ...], closure: _Closure, reach: Mapping[str, int]) -> _Spread:
        """``reach``: the highest level that each capability could have."""
        spread = _Spread({}, {}, {})
        todo = [(Threshold(t.capability, t.level), not t.optional) for t in reversed(targets)]
        while todo:
            threshold, certain = todo.pop()
            c, level = threshold.capability, threshold.level
            if self.met(threshold) or (spread.certain if certain else spread.wanted).get(c, 0) >= level:
                continue
            spread.wanted[c] = max(spread.wanted.get(c, 0), level)
            if certain:
                spread.certain[c] = level
            for need in self.open_needs(self.journey.capabilities[c], level):
                options = tuple(t for t in need.alternatives if reach[t.capability] >= t.level)
                taken = closure.chosen.get(need)
                if taken in options:
                    options = (taken, *(t for t in options if t != taken))
                if len(need.alternatives) > 1:
                    spread.options[need] = options
                todo += [(option, certain and len(options) == 1) for option in options]
        return spread

    def remaining_effort(self, capability_id: str, level: int) -> float:
        """Person-weeks (likely) from today's level to ``level``."""
        effort = self.journey.capabilities[capability_id].effort.likely
        return effort * sum(self.journey.policy.level_share[self.level(capability_id) : level])

    def _close(self, targets: Iterable[Target]) -> _Closure:
        start = _Closure()
        agenda: list[Need] = []
        for target in targets:
            self._want(Threshold(target.capability, target.level), start, agenda, target.capability)
        best: _Closure | None = None
        failure: UnreachableError | None = None
        stack = [(start, agenda)]
        explored = 0
        while stack:
            closure, open_needs = stack.pop()
            if best is not None and closure.cost >= best.cost - 1e-9:
                continue
            open_needs = [need for need in open_needs if not self._covered(need, closure)]
            if not open_needs:
                best = closure
                continue
            explored += 1
            need, rest = open_needs[0], open_needs[1:]
            branches = []
            for alternative in need.alternatives:
                branch, more = closure.copy(), list(rest)
                branch.chosen[need] = alternative
                try:
                    self._want(alternative, branch, more, alternative.capability)
                except UnreachableError as error:
                    failure = error
                    continue
                branches.append((branch, more))
            branches.sort(key=lambda item: item[0].cost)
            if explored > MAX_BRANCHES and best is not None:
                branches = branches[:1]
            if explored > 20 * MAX_BRANCHES:
                raise UnreachableError(need.alternatives[0].capability, "", "no combination of prerequisites was found")
            stack.extend(reversed(branches))
        if best is None:
            raise failure or UnreachableError("", "", "no combination of prerequisites can be met")
        for need in self._all_open_needs(best):
            best.chosen.setdefault(
                need, next(t for t in need.alternatives if best.wanted.get(t.capability, 0) >= t.level)
            )
        return best

    def _all_open_needs(self, closure: _Closure) -> list[Need]:
        return [
            need
            for c, level in closure.wanted.items()
            for need in self.open_needs(self.journey.capabilities[c], level)
            if len(need.alternatives) > 1
        ]

    def _covered(self, need: Need, closure: _Closure) -> bool:
        return any(closure.wanted.get(t.capability, 0) >= t.level for t in need.alternatives)

    def _want(self, threshold: Threshold, closure: _Closure, agenda: list[Need], target: str) -> None:
        """Adds a capability at a level and, without recursion, everything it forces."""
        todo = [threshold]
        while todo:
            wanted = todo.pop()
            if self.met(wanted) or closure.wanted.get(wanted.capability, 0) >= wanted.level:
                continue
            capability = self.journey.capabilities[wanted.capability]
            self._allow(capability, closure, target)
            before = closure.wanted.get(wanted.capability)
            closure.cost += self.remaining_effort(wanted.capability, wanted.level) - (
                self.remaining_effort(wanted.capability, before) if before else 0.0
            )
            closure.wanted[wanted.capability] = wanted.level
            for need in self.open_needs(capability, wanted.level):
                if len(need.alternatives) == 1:
                    todo.append(need.alternatives[0])
                else:
                    agenda.append(need)

    def _allow(self, capability: Capability, closure: _Closure, target: str) -> None:
        if not self.applies(capability):
            raise UnreachableError(target, capability.id, f"'{capability.id}' does not apply to this organisation")
        if self.organisation.priorities.get(capability.id) == "wont":
            why = f"it needs '{capability.id}', which is 'wont'" if target != capability.id else "it is 'wont'"
            raise UnreachableError(target, capability.id, why)
        for other in self.journey.group_of(capability.id):
            if other in closure.wanted:
                raise UnreachableError(target, capability.id, f"'{capability.id}' and '{other}' exclude each other")
