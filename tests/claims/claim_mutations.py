"""For each claim, one thing in the journey made untrue: its behaviour has to turn false then. Run as a program, it
prints the table of all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

import planner
from planner.assessment import interview

from claim_world import Change, World

Data = dict[str, Any]


@dataclass(frozen=True)
class Mutation:
    """What is untrue in a world. ``patch``: (module, name, other value) where it is the planner that is changed."""

    what: str
    change: Change | None = None
    patch: tuple[Any, str, Any] | None = None

    def turns_red(self, holds: Callable[[World], bool]) -> bool:
        """Whether the behaviour is false in that world, or the planner says there that it cannot be."""
        world = World(self.change)
        assert world.journey.capabilities, "the journey with the change is a journey"
        module, name, other = self.patch or (sys, "exit", sys.exit)
        with mock.patch.object(module, name, other):
            try:
                return not holds(world)
            except planner.PlannerError:
                return True


def cap(data: Data, name: str) -> Data:
    found: Data = data["capabilities"][name]
    return found


def every_owner(role: str, stage: str = "") -> Change:
    def change(data: Data) -> None:
        for own in data["capabilities"].values():
            if stage in ("", own["stage"]):
                own["owner"] = role
                own["with"] = [one for one in own.get("with", []) if one != role]

    return change


def value(name: str, goal: str, worth: int = 0) -> Change:
    return lambda data: cap(data, name)["value"].update({goal: worth})


def without(name: str, need: str) -> Change:
    """Less a prerequisite; one of several where it is among alternatives."""

    def change(data: Data) -> None:
        needs = cap(data, name)["needs"]
        kept = []
        for one in needs:
            if isinstance(one, dict):
                rest = [other for other in one["any"] if other.partition("@")[0] != need]
                kept += [{"any": rest}] if rest else []
            elif one.partition("@")[0].partition(" ")[0] != need:
                kept.append(one)
        assert kept != needs, f"{name} does not need {need}"
        cap(data, name)["needs"] = kept

    return change


def put(name: str, key: str, what: Any) -> Change:
    return lambda data: cap(data, name).update({key: what})


def no_rule(name: str) -> Change:
    return lambda data: data["rules"].pop(name)


def both(*changes: Change) -> Change:
    def change(data: Data) -> None:
        for one in changes:
            one(data)

    return change


def no_goal(goal: str) -> Change:
    def change(data: Data) -> None:
        for own in data["capabilities"].values():
            own["value"].pop(goal, None)

    return change


def ask(name: str, level: int, words: str) -> Change:
    return lambda data: cap(data, name)["evidence"].__setitem__(level - 1, {"en": words})


def locks(data: Data) -> None:
    first = [
        name for name, own in data["capabilities"].items() if own["stage"] == "channels" and not own.get("only_for")
    ]
    for own in data["capabilities"].values():
        if own["stage"] == "streamline":
            own["needs"] = [*own.get("needs", []), *(one for one in first if one not in str(own.get("needs")))]


def one_area(data: Data) -> None:
    for own in data["capabilities"].values():
        own["area"] = "presence"


def governance_first(journey: Any) -> tuple[Any, ...]:
    return tuple(sorted(journey.capabilities.values(), key=lambda one: one.area != "governance"))


def as_stage_1(data: Data) -> None:
    data["stages"]["streamline"]["reached_when"] = data["stages"]["channels"]["reached_when"]


def drop(name: str) -> Change:
    """A capability less, and all that refers to it."""

    def change(data: Data) -> None:
        del data["capabilities"][name]
        for other in [*data["capabilities"].values(), *data["rules"].values()]:
            kept = []
            for one in other.get("needs", []):
                if isinstance(one, dict) and "any" in one:
                    rest = [way for way in one["any"] if way.partition("@")[0] != name]
                    kept += [{"any": rest}] if rest else []
                elif isinstance(one, dict) or one.partition("@")[0].partition(" ")[0] != name:  # a stage
                    kept.append(one)
            if "needs" in other:
                other["needs"] = kept
            other["eased_by"] = [one for one in other.get("eased_by", []) if one != name]
        data["rules"] = {
            key: one | {"eased_by": None}
            for key, one in data["rules"].items()
            if one.get("needs") or one.keys() & {"filled", "led_by"}
        }
        for one in data["rules"].values():
            del one["eased_by"]
        for table in ("surveys", "regulations"):
            data[table] = {key: one for key, one in data[table].items() if name not in str(one)}

    return change


MUTATION: dict[str, Mutation] = {
    "I.1": Mutation("marketing owns every capability", every_owner("mkt")),
    "I.2": Mutation("what serves employees is in stage 1", lambda d: [
        own.update(stage="channels", needs=[]) for own in d["capabilities"].values() if own["value"].get("employee-efficiency", 0) >= 4] and None),
    "I.3": Mutation("an interview asks about governance first", patch=(interview, "asking_order", governance_first)),
    "I.4": Mutation("no rule asks for future goals before the strategy", no_rule("goals-first")),
    "I.5": Mutation("culture does not belong to the last stage", lambda d: d["stages"]["native"].pop("belongs")),
    "I.6": Mutation("marketing owns every capability", every_owner("mkt")),
    "I.7": Mutation("the last stage asks for nothing", lambda d: d["stages"]["native"].update(reached_when=[])),
    "I.8": Mutation("marketing owns every capability", every_owner("mkt")),
    "I.9": Mutation("nothing serves employees", no_goal("employee-efficiency")),
    "I.10": Mutation("a stage is not summed up", lambda d: d["stages"]["native"].pop("summary")),
    "I.11": Mutation("stage 2 waits for all of stage 1", locks),
    "I.12": Mutation("everything is in one area", one_area),
    "S1.1": Mutation("stage 2 asks for no more than stage 1", as_stage_1),
    "S1.2": Mutation("stage 1 asks for written goals", lambda d: d["stages"]["channels"].update(
        reached_when=[{"at_least": 1, "of": ["goal-setting"]}])),
    "S1.3": Mutation("service owns stage 1", every_owner("svc", "channels")),
    "S1.4": Mutation("the question does not ask for the audience", ask("basic-presence", 2, "Is there a post every week?")),
    "S1.5": Mutation("level 1 is planned", lambda d: d["policy"].update(planned_from_level=1)),
    "S1.6": Mutation("presence is worth nothing for awareness", value("basic-presence", "awareness")),
    "S1.7": Mutation("an agency does not make publishing formal", both(without("publishing-process", "agency-support"))),
    "S1.8": Mutation("publishing is worth nothing for awareness", value("publishing-process", "awareness")),
    "S1.9": Mutation("conversations are worth nothing for engagement", value("conversation-handling", "engagement")),
    "S1.10": Mutation("alignment waits for publishing", lambda d: cap(d, "marketing-alignment")["needs"].append("publishing-process")),
    "S1.11": Mutation("service owns outreach", put("influencer-outreach", "owner", "svc")),
    "S1.12": Mutation("outreach is worth nothing for awareness", value("influencer-outreach", "awareness")),
    "S1.13": Mutation("nobody was asked about other duties", lambda d: d["surveys"].pop("beside-other-work")),
    "S1.14": Mutation("PR has no part in the lead", put("interim-ownership", "with", [])),
    "S1.15": Mutation("there is no measurement that the stuck could begin", drop("outcome-measurement")),
    "S1.16": Mutation("there is no measurement of outcomes", drop("outcome-measurement")),
    "S1.17": Mutation("culture is in an area that begins in stage 2", put("social-culture", "area", "care")),
    "S2.1": Mutation("stage 2 asks for no more than stage 1", as_stage_1),
    "S2.2": Mutation("a community programme is worth nothing for community", value("community-programme", "community")),
    "S2.3": Mutation("monitoring is worth nothing for reputation", value("reputation-monitoring", "reputation-risk")),
    "S2.4": Mutation("a crisis plan is worth nothing for reputation", value("crisis-playbook", "reputation-risk")),
    "S2.5": Mutation("employees are worth nothing as advocates", value("employee-advocacy", "employee-efficiency")),
    "S2.6": Mutation("social CRM is worth nothing for sales", both(value("social-crm", "sales-crm"), value("social-crm", "service-cost"))),
    "S2.7": Mutation("units do not wait for the strategy", without("unit-onboarding", "shared-strategy")),
    "S2.8": Mutation("the strategy and the budget need no sponsor", both(
        without("annual-budget", "executive-sponsorship"), without("shared-strategy", "executive-sponsorship"))),
    "S2.9": Mutation("a budget line goes live at any time", put("annual-budget", "gate", None)),
    "S2.10": Mutation("PR has no part in the decision", put("single-owner", "with", ["mkt"])),
    "S2.11": Mutation("one owner costs more than a split", both(put("single-owner", "effort", [40, 60, 90]), put("single-owner", "needs", ["crisis-playbook"]))),
    "S2.12": Mutation("a strategy cannot stand on a split", without("shared-strategy", "split-charter")),
    "S2.13": Mutation("a split slows nothing down", lambda d: cap(d, "split-charter").pop("drag")),
    "S2.14": Mutation("the council has no seats", lambda d: cap(d, "cross-functional-council").pop("seats")),
    "S2.15": Mutation("the adviser works for marketing alone", put("specialist-agency", "with", ["agency"])),
    "S2.16": Mutation("training needs nobody's advice", lambda d: cap(d, "staff-training").update(needs=["house-rules"])),
    "S2.17": Mutation("specialists add no capacity", lambda d: cap(d, "in-house-specialists").pop("grants")),
    "S2.18": Mutation("units begin before anyone is trained", both(
        without("unit-onboarding", "staff-training"), put("unit-onboarding", "tags", []))),
    "S3.1": Mutation("native asks for no spread of ownership", lambda d: d["stages"]["native"].update(
        reached_when=d["stages"]["native"]["reached_when"][:1])),
    "S3.2": Mutation("nobody but the core team shares ownership", put("distributed-ownership", "with", ["social"])),
    "S3.3": Mutation("intelligence needs no measurement", without("social-intelligence", "outcome-measurement")),
    "S3.4": Mutation("knowledge needs no collaboration", without("knowledge-communities", "collaboration-network")),
    "S3.5": Mutation("processes are worth nothing for service", value("process-efficiency", "service-cost")),
    "S3.6": Mutation("decisions wait for no intelligence", without("insight-decisions", "social-intelligence")),
    "S3.7": Mutation("innovation waits for no insight", without("innovation-pipeline", "insight-decisions")),
    "S3.8": Mutation("going further needs no advocates", without("advanced-advocacy", "customer-advocacy")),
    "S3.9": Mutation("creators are no way to co-creation", without("co-creation", "influencer-relations")),
    "S3.10": Mutation("tools wait for the old systems", both(without("legacy-integration", "shared-toolset"))),
    "S3.11": Mutation("marketing owns every capability", every_owner("mkt")),
    "S3.12": Mutation("ownership spreads before units have begun", without("distributed-ownership", "unit-onboarding")),
    "S3.13": Mutation("culture needs neither owners nor collaboration", lambda d: cap(d, "social-culture").update(
        needs=["executive-sponsorship"])),
}  # fmt: skip


def main() -> int:
    from claim_behaviours import BEHAVIOUR

    plain = World()
    claims = plain.data["claims"]
    wrong = 0
    print("| claim | says | made untrue | then |\n| --- | --- | --- | --- |")
    for name, mutation in MUTATION.items():
        holds, red = BEHAVIOUR[name](plain), mutation.turns_red(BEHAVIOUR[name])
        wrong += not (holds and red)
        said = "NOT MET" if not holds else "red" if red else "STILL GREEN"
        print(f"| {name} | {claims[name]['claim']} | {mutation.what} | {said} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
