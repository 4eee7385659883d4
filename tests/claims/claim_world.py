"""A world in which a claim can be tried: the bundled journey, as it is or with one thing in it made untrue, and what a
user meets there: plans, assessments, reports, pictures and interviews of made-up organisations."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

import planner
from planner.assessment import interview
from planner.documents.loader import load_text

BUNDLED = Path(__file__).parents[2] / "plugins/planner_journeys/social-native.yaml"
QUICK = planner.plugins.Limits(effort=0.5)
Change = Callable[[dict[str, Any]], None]

ALL = {  # weights of goals: everything matters the same
    "awareness": 1, "engagement": 1, "community": 1, "reputation-risk": 1, "service-cost": 1, "sales-crm": 1,
    "insight-innovation": 1, "employee-efficiency": 1,
}  # fmt: skip
CHANNELS = {
    "basic-presence": 2, "publishing-process": 2, "conversation-handling": 2, "basic-listening": 2, "reach-reporting": 2,
}  # fmt: skip
STAGE_1 = CHANNELS | {
    "goal-setting": 2, "house-rules": 2, "interim-ownership": 2, "channel-audit": 2, "internal-champions": 2,
    "marketing-alignment": 2, "content-provenance": 2, "accessible-content": 2,
}  # fmt: skip
STAGE_2 = STAGE_1 | {
    "executive-sponsorship": 2, "annual-budget": 2, "single-owner": 2, "cross-functional-council": 2, "shared-strategy": 2,
    "community-programme": 2, "reputation-monitoring": 2, "crisis-playbook": 2, "customer-advocacy": 2,
    "in-house-specialists": 2, "staff-training": 2, "outcome-measurement": 2, "shared-toolset": 2,
    "claims-disclosure": 2, "data-protection": 2, "social-care": 2,
}  # fmt: skip


@cache
def bundled() -> str:
    """The bundled journey as JSON, which is read a hundred times faster."""
    return json.dumps(yaml.load(BUNDLED.read_text("utf-8"), yaml.CSafeLoader), default=str)


class World:
    """The journey with a change made to its document, and what follows from it. Plans are made once each."""

    def __init__(self, change: Change | None = None):
        self.data: dict[str, Any] = json.loads(bundled())
        if change is not None:
            change(self.data)
        self.folder = Path(tempfile.mkdtemp(prefix="claims-"))
        self.file = self.folder / "journey.yaml"
        self.file.write_text(json.dumps(self.data, ensure_ascii=False), "utf-8")
        self._plans: dict[str, planner.Roadmap] = {}

    @cached_property
    def journey(self) -> planner.plugins.Journey:
        return planner.load_journey(self.file)

    def loaded(self, **own: Any) -> planner.Loaded:
        """An organisation of three units, with nothing in place and unlimited people, but for what is given."""
        text = {"organisation": "acme", "start": "2027-01-04", "journey": "journey.yaml", "units": 3, "horizon": 26}
        return load_text(json.dumps(text | own), self.folder / "acme.yaml")

    def plan(self, **own: Any) -> planner.Roadmap:
        key = json.dumps(own, sort_keys=True)
        if key not in self._plans:
            self._plans[key] = planner.plan(self.loaded(**own), sequencer="list", limits=QUICK)
        return self._plans[key]

    def native(self, **own: Any) -> planner.Roadmap:
        """The road from nothing to native, for the goals given."""
        return self.plan(**({"goals": ALL} | own))

    def stuck(self, levels: dict[str, int]) -> dict[str, planner.plugins.Stall]:
        return {one.pattern: one for one in planner.assess(self.loaded(levels=levels)).stalls}

    def findings(self, **own: Any) -> dict[str, str]:
        """What checks say, by check."""
        return {one.check: one.what for one in self.plan(**own).findings}

    def asked(self, levels: dict[str, int]) -> list[str]:
        """What an interview would still ask, in order, by capability."""
        return [c.id for c in interview.to_ask(self.journey, levels, self.loaded().organisation)]

    def question(self, capability: str, level: int) -> str:
        return self.journey.capabilities[capability].evidence[level - 1].say().lower()

    def report(self, roadmap: planner.Roadmap) -> str:
        return planner.export(roadmap, self.folder / "report.md").decode("utf-8")

    def words_of(self, roadmap: planner.Roadmap, view: str) -> str:
        """Everything that is written in a picture."""
        pages = planner.draw(roadmap, view)
        return "\n".join(line.text for page in pages for shape in page.shapes for line in shape.lines)


def week(roadmap: planner.Roadmap, capability: str, level: int = 2) -> int:
    """The week from which a capability is at a level; 10,000 where the plan does not bring it."""
    found = [p.finish for p in roadmap.placements if p.capability == capability and p.to_level >= level]
    return min(found, default=10_000)


def begins(roadmap: planner.Roadmap, capability: str) -> int:
    """The week in which work on a capability begins; 10,000 where there is none."""
    return min((p.start for p in roadmap.placements if p.capability == capability), default=10_000)


def planned(roadmap: planner.Roadmap, *capabilities: str) -> bool:
    return set(capabilities) <= {p.capability for p in roadmap.placements}


def why(roadmap: planner.Roadmap, capability: str) -> set[tuple[str, str]]:
    """(kind, what) of each reason that a capability is in the plan for."""
    return {(one.kind, one.what) for p in roadmap.placements if p.capability == capability for one in p.purposes}


def one_after_another(roadmap: planner.Roadmap, *capabilities: str) -> bool:
    """Whether each is in the plan, waits for the one before, and begins only once that is there."""
    pairs = list(pairwise(capabilities))
    waits = all(
        any(need.startswith(f"{a}@") for p in roadmap.placements if p.capability == b for need in p.needs)
        for a, b in pairs
    )
    return planned(roadmap, *capabilities) and waits and all(week(roadmap, a) <= begins(roadmap, b) for a, b in pairs)


def owners(roadmap: planner.Roadmap, stage: int) -> set[str]:
    return {p.owner for p in roadmap.placements if p.stage_number == stage}


def effort_outside(roadmap: planner.Roadmap, *roles: str) -> float:
    """Part of the effort that is led by others."""
    whole = sum(p.effort for p in roadmap.placements)
    return sum(p.effort for p in roadmap.placements if p.owner not in roles) / whole if whole else 0.0


def reached(roadmap: planner.Roadmap, stage: int) -> int:
    """The week in which a stage is reached; 10,000: it is not."""
    return min((one.week for one in roadmap.milestones if one.stage_number == stage), default=10_000)
