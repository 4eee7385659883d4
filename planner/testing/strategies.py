"""Hypothesis strategies: small random journeys and organisations as documents."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

NAMES = st.one_of(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Mn")), min_size=1, max_size=120),
    st.sampled_from(
        [
            "Social CRM",
            "A",
            "שירות לקוחות ו-CRM חברתי",
            "Community 🎉🚀 programme",
            "كيف نبدأ",
            "社交媒体战略与治理",
            "<script>alert(1)</script>",
            "a ]]> b & \"c\" 'd'",
            "=HYPERLINK(1)",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung " * 2,
            "Onboarding units, markets and functions of the whole organisation and all its subsidiaries worldwide",
        ]
    ),
)


@st.composite
def journeys(draw: st.DrawFn, *, size: int = 9, roles: int = 3) -> dict[str, Any]:
    """A journey document: acyclic, no prerequisite in a later stage, any-of groups, grants, one exclusive pair."""
    count = draw(st.integers(1, size))
    stages = sorted(draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)))
    role_ids = [f"role-{i}" for i in range(roles)]
    capabilities: dict[str, Any] = {}
    for i in range(count):
        earlier = [f"c{j}" for j in range(i)]
        needs: list[Any] = []
        for other in draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []:
            needs.append(f"{other}@{draw(st.integers(1, 2))}")
        if len(earlier) >= 2 and draw(st.booleans()):
            needs.append({"any": draw(st.lists(st.sampled_from(earlier), min_size=2, max_size=3, unique=True))})
        low = draw(st.integers(0, 6))
        weeks = draw(st.integers(1, 12))
        capabilities[f"c{i}"] = {
            "name": draw(NAMES),
            "stage": f"s{stages[i]}",
            "area": "area",
            "owner": draw(st.sampled_from(role_ids)),
            "with": draw(st.lists(st.sampled_from(role_ids), max_size=2, unique=True)),
            "needs": needs,
            "eased_by": draw(st.lists(st.sampled_from(earlier), max_size=1)) if earlier else [],
            "effort": [low, low + draw(st.integers(0, 6)), low + 12],
            "weeks": [weeks, weeks, weeks + 3],
            "cost": draw(st.integers(0, 60)),
            "run": draw(st.sampled_from([0, 0.5, 2, 4.3])),
            "value": {"goal": draw(st.integers(0, 5))},
            "grants": draw(st.sampled_from([{}, {}, {}, {"role-0": 9}])),
            "risk": {"level": draw(st.sampled_from(["low", "medium", "high"]))},
        }
    used = sorted(set(stages))
    return {
        "journey": "random",
        "name": draw(NAMES),
        "stages": {f"s{s}": {"name": draw(NAMES)} for s in used},
        "areas": {"area": {"name": "Area"}},
        "roles": {role: {"name": draw(NAMES)} for role in role_ids},
        "goals": {"goal": {"name": "Goal", "reduces_risk": True}},
        "capabilities": capabilities,
    }


@st.composite
def organisations(draw: st.DrawFn, journey: dict[str, Any]) -> dict[str, Any]:
    """An organisation document for a journey, with capacity, budget and calendar rules."""
    ids = list(journey["capabilities"])
    series = st.one_of(
        st.integers(0, 20),
        st.lists(st.integers(0, 20), min_size=1, max_size=4),
        st.just({"start": 8, "2029Q1": 2, "2029Q3": 12}),
    )
    wanted = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    document: dict[str, Any] = {
        "organisation": "random-org",
        "name": draw(NAMES),
        "journey": "journey.json",
        "start": draw(st.dates(date(2027, 1, 1), date(2028, 12, 31))).isoformat(),
        "horizon": draw(st.integers(2, 10)),
        "levels": {c: draw(st.integers(0, 3)) for c in draw(st.lists(st.sampled_from(ids), max_size=4, unique=True))},
        "goals": {"goal": 1},
        "targets": {c: draw(st.integers(1, 3)) for c in wanted},
        "capacity": {
            role: draw(series) for role in draw(st.lists(st.sampled_from(list(journey["roles"])), unique=True))
        },
        "carry_over": draw(st.sampled_from([True, False, "year"])),
    }
    if draw(st.booleans()):
        document["budget"] = draw(series)
    rules: list[dict[str, Any]] = []
    if draw(st.booleans()):
        rules.append({"name": "freeze", "blocks": draw(st.sampled_from(["start", "work", "launch"])), "during": ["Q4"]})
    if draw(st.booleans()):
        rules.append({"name": "review", "adds_weeks": draw(st.integers(0, 4)), "for": {"owners": ["role-0"]}})
    document["calendar"] = rules
    if draw(st.booleans()):
        document["handovers"] = [{"role": "role-1", "to": "role-2", "from": "2028Q1"}]
    started = [c for c in wanted if document["levels"].get(c, 0) < document["targets"][c]]
    if draw(st.booleans()) and started:
        document["in_progress"] = {started[0]: {"level": document["targets"][started[0]], "done": 0.5}}
    return document


def dump(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
