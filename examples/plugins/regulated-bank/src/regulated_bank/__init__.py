"""The journey of a regulated bank, and the rule that goes with it: two kinds of plugin in one package."""

from collections.abc import Iterable
from pathlib import Path

from planner.plugins import (
    Check,
    Finding,
    Journey,
    JourneyFile,
    Organisation,
    Roadmap,
    hookimpl,
)

planner_api = ">=1,<2"
ARCHIVE, APPROVAL = "record-archive", "approval-workflow"
CUSTOMERS_SEE = ("publishing-process", "social-care", "social-selling", "employee-advocacy")


def records_first(roadmap: Roadmap, journey: Journey) -> Iterable[Finding]:
    """What customers see is archived and approved, or it should not start."""
    if ARCHIVE not in journey.capabilities:
        return
    today = {state.id: state.level for state in roadmap.standings}
    for name in (ARCHIVE, APPROVAL):
        live = [step.finish for step in roadmap.placements if step.capability == name and step.to_level >= 2]
        week = 0 if today.get(name, 0) >= 2 else min(live, default=None)
        early = [
            step.capability
            for step in roadmap.placements
            if step.capability in CUSTOMERS_SEE and step.to_level >= 2 and (week is None or step.start < week)
        ]
        if early:
            yield Finding(
                what=f"{roadmap.names[name]} comes after what it should cover",
                mend="Move it to the front, or ask the compliance officer for an exception in writing",
                about=tuple(dict.fromkeys(early)),
                weight="must",
            )


def complaints_route(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterable[Finding]:
    """Complaints count wherever they are made, also where the bank has no page of its own."""
    name = "complaints-register"
    if name in journey.capabilities:
        today = next((state.level for state in roadmap.standings if state.id == name), 0)
        planned = any(step.capability == name for step in roadmap.placements)
        if today < 2 and not planned:
            yield Finding(
                what="Complaints made in social media reach no register",
                mend=f"Add '{name}' to the targets",
                about=(name,),
                weight="must",
            )


@hookimpl
def planner_journeys() -> Iterable[JourneyFile]:
    path = Path(__file__).with_name("journey.yaml")
    yield JourneyFile("regulated-bank", path, "The default journey with records, approval and complaints of a bank")


@hookimpl
def planner_checks() -> Iterable[Check]:
    yield Check("records-first", records_first, "Archive and approval before anything customers see")
    yield Check("complaints-route", complaints_route, "Complaints in social media reach the register")
