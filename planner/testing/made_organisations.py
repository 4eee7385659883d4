"""Made-up organisations of the bundled journey, as a person would write one in ten minutes: uneven levels, three goals,
roles that are small in different places, often no agency, a budget that grows, some law, sometimes a freeze."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import planner

ROLES = ("exec", "mkt", "pr", "social", "svc", "sales", "legal", "ops", "it", "hr", "prod", "bu")


def made_organisation(seed: int) -> str:
    """The document of one; the same for the same seed."""
    random = Random(seed)
    journey = planner.load_journey("social-native")
    spread = random.choice((0.0, 0.2, 0.4, 0.6))
    levels = {
        c.id: random.choice((1, 1, 2))
        for c in journey.capabilities.values()
        if c.id != "split-charter" and random.random() < spread / journey.stage(c.stage).number
    }
    size = random.choice((0.7, 1.0, 1.6))
    document: dict[str, Any] = {
        "organisation": f"made-{seed}",
        "start": random.choice(("2027-01-01", "2027-04-15", "2027-10-01")),
        "horizon": random.choice((16, 18, 20)),
        "units": random.choice((1, 1, 3, 6)),
        "fiscal_year_starts": random.choice((1, 1, 4, 10)),
        "levels": levels,
        "goals": {goal: random.randint(2, 5) for goal in random.sample(sorted(journey.goals), 3)},
        "capacity": {role: max(3, round(random.uniform(4, 28) * size)) for role in ROLES}
        | {"agency": random.choice((0, 0, 10))},
        "budget": [random.choice((40, 90, 140)) + 10 * quarter for quarter in range(8)],
    }
    if random.random() < 0.7:
        document["regions"] = random.choice((["il"], ["eu"], ["de"], ["fr", "uk"], ["us"]))
    document["traits"] = [trait for trait in journey.traits if random.random() < 0.25]
    if random.random() < 0.4:
        document["calendar"] = [{"name": "peak season", "blocks": "launch", "during": ["Q4"]}]
    return json.dumps(document)
