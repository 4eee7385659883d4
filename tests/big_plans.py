"""Large made-up plans with difficult names, for pictures: as many steps and owners as a test wants."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import planner
from planner.plugins import Limits

WORDS = (
    "Community", "publishing", "of", "cross-functional", "governance", "and", "listening", "Escalation", "playbook", "in",
    "measurement", "Influencer", "relations", "onboarding", "the", "service", "Internationalisation", "risk", "CRM",
)  # fmt: skip
ODD = (
    "A", "שירות לקוחות ו-CRM חברתי", "Community 🎉🚀 programme", "كيف نبدأ بالاستماع إلى العملاء", "社交媒体战略与治理以及危机应对手册",
    "<script>alert(1)</script>", "a ]]> b & \"c\" 'd'", "=HYPERLINK(1)", "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "Onboarding units, markets and functions of the whole organisation and all its subsidiaries worldwide, step by step",
)  # fmt: skip


@cache
def plan(steps: int, lanes: int = 6, seed: int = 0, language: str = "en", odd: bool = True) -> planner.Roadmap:
    """A roadmap with that many steps (about; a capability that needs nothing is still a step)."""
    rng = random.Random(f"{steps} {lanes} {seed}")
    roles = [f"role-{i}" for i in range(lanes)]
    stages = ("start", "middle", "end")
    capabilities = {}
    for i in range(steps):
        stage = min(2, 3 * i // steps)
        before = [f"c{j}" for j in range(max(0, i - 25), i)]
        needs = rng.sample(before, min(len(before), rng.choice((0, 0, 1, 1, 2))))
        name = " ".join(rng.sample(WORDS, rng.randint(1, 6)))
        if odd and (i < len(ODD) or rng.random() < 0.2):
            name = ODD[i] if i < len(ODD) else rng.choice(ODD)
        weeks = rng.randint(1, 14)
        capabilities[f"c{i}"] = {
            "name": f"{name} {i}"[:120], "stage": stages[stage], "area": f"area-{i % 7}", "owner": rng.choice(roles),
            "with": rng.sample(roles, min(len(roles), rng.randint(0, 2))), "needs": needs, "effort": rng.randint(1, 20),
            "weeks": weeks, "cost": rng.randint(0, 40), "run": rng.choice((0, 0.5, 2)), "value": {"goal": rng.randint(0, 5)},
        }  # fmt: skip
    journey = {
        "journey": "big",
        "name": {"en": "Big journey", "he": "מסע גדול"},
        "stages": {s: {"name": {"en": f"The {s} of it", "he": "שלב במסע"}} for s in stages},
        "areas": {f"area-{i}": {"name": f"Area number {i}"} for i in range(7)},
        "roles": {r: {"name": f"{rng.choice(WORDS)} and {rng.choice(WORDS)} {i}"} for i, r in enumerate(roles)},
        "goals": {"goal": {"name": "Goal"}},
        "capabilities": capabilities,
    }
    organisation = {
        "organisation": "big-org", "name": "Big Organisation", "journey": "journey.json", "start": "2027-02-01",
        "horizon": 40, "goals": {"goal": 1}, "targets": dict.fromkeys(capabilities, 2), "language": language,
        "capacity": dict.fromkeys(roles, 60), "budget": 5000,
    }  # fmt: skip
    with TemporaryDirectory() as folder:
        (Path(folder) / "journey.json").write_text(json.dumps(journey), "utf-8")
        (Path(folder) / "org.json").write_text(json.dumps(organisation), "utf-8")
        return planner.plan(Path(folder) / "org.json", sequencer="list", limits=Limits(effort=1.0), language=language)
