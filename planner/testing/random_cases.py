"""Made-up journeys and organisations of ordinary size, with everything that documents can say: fictional, and the
same for the same seed. Capacity is drawn so that it binds."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

ROLES = ("mkt", "pr", "social", "svc", "it", "legal")
Document = dict[str, Any]


def random_case(size: int, seed: int) -> tuple[Document, Document]:
    """(journey, organisation) as documents; ``size``: capabilities of the journey, 4 or more."""
    random = Random(seed * 1009 + size)
    journey = _journey(random, size)
    organisation = _organisation(random, journey)
    if random.random() < 0.5:
        _law(random, journey, organisation)
    if random.random() < 0.5:
        _stages(random, journey, organisation)
    return journey, organisation


def _stages(random: Random, journey: Document, organisation: Document) -> None:
    """What each stage asks for, a plan to the last one, rules that wait for a stage, want a role filled or say who
    leads, and work that reaches into every unit."""
    plain = {"group", "units_at_least", "only_for"}
    for name, stage in journey["stages"].items():
        members = [
            c for c, body in journey["capabilities"].items() if body["stage"] == name and not plain & body.keys()
        ]
        chosen = random.sample(members, min(len(members), random.choice((1, 2, 3))))
        if chosen:
            level, least = random.choice((1, 2)), random.randint(1, len(chosen))
            stage["reached_when"] = [{"at_least": least, "of": chosen, "level": level}]
    if random.random() < 0.7:
        organisation["target_stage"] = list(journey["stages"])[-1]
    later = list(journey["stages"])[1:]
    rules = journey.setdefault("rules", {})
    for before, stage in zip(journey["stages"], later, strict=False):
        if random.random() < 0.6:
            weeks, whom = random.choice(("", " + 4w")), random.choice(({"stages": [stage]}, {"tags": ["public"]}))
            rules[f"after-{before}"] = {
                "name": f"{stage} waits for {before}", "for": whom,
                "needs": [{"stage": before + weeks}], "weight": random.choice(("must", "should")),
            }  # fmt: skip
    role = random.choice(ROLES)
    if random.random() < 0.4:
        rules["staffed"] = {"name": f"{role} is there", "for": {"areas": ["a0"]}, "filled": [role], "weight": "should"}
        comes = f"{date.fromisoformat(organisation['start']).year + 1}Q1"
        organisation["capacity"][role] = {"start": 0, comes: random.randint(6, 20)}
    if random.random() < 0.2:
        rules["led"] = {"name": "Not led by just anybody", "for": {"tags": ["public"]},
                        "led_by": random.sample(ROLES, 4), "weight": "should"}  # fmt: skip
    if not rules:
        del journey["rules"]
    for body in journey["capabilities"].values():
        if random.random() < 0.4:
            body["in_units"] = True
    if random.random() < 0.7:
        organisation["units"] = max(organisation["units"], 2)
        organisation["pace"] = {**organisation.get("pace", {}), "unit_changes_at_once": random.randint(1, 3)}


def _law(random: Random, journey: Document, organisation: Document) -> None:
    """Regions, traits, and what is for some organisations only: capabilities, a rule, waiting, law."""
    journey["regions"] = {"land": {"name": "Land"}, "town": {"name": "Town", "within": "land"}, "sea": {"name": "Sea"}}
    journey["traits"] = {"young": {"name": "It is young"}, "watched": {"name": "It is watched"}}
    organisation["regions"] = random.sample(["town", "sea"], random.choice((0, 1, 2)))
    organisation["traits"] = random.sample(["young", "watched"], random.choice((0, 1, 1, 2)))
    spoken_of = {*organisation["targets"], *organisation.get("in_progress", {}), *organisation.get("pins", {})}
    free = [name for name, body in journey["capabilities"].items() if "group" not in body]
    for name in free:
        body = journey["capabilities"][name]
        if name not in spoken_of and random.random() < 0.15:
            body["only_for"] = random.choice(({"traits": ["young"]}, {"regions": ["land"], "traits": ["watched"]}))
        if random.random() < 0.1:
            body["waits"] = {"watched": [1, 2, 4]}
    for rule in journey.get("rules", {}).values():
        if random.random() < 0.5:
            rule["only_for"] = {"regions": ["town"]}
    first = date.fromisoformat(organisation["start"])
    journey["regulations"] = {
        f"law-{number}": {
            "name": f"Law {number}", "what": "It asks for it", "source": "made up", "asks": random.sample(free, 1),
            "only_for": random.choice(({"regions": ["land"]}, {"regions": ["sea"], "traits": ["young"]})),
            "since": (first + timedelta(weeks=random.randint(-60, 90))).isoformat(), "certain": random.random() < 0.8,
        }
        for number in range(random.choice((1, 2, 3)))
    }  # fmt: skip


def _journey(random: Random, size: int) -> Document:
    capabilities: dict[str, Document] = {}
    for i in range(size):
        earlier = [f"c{j}" for j in range(max(0, i - 9), i)]
        capabilities[f"c{i}"] = _capability(random, i, size, earlier)
    _exclude(random, capabilities)
    return {
        "journey": "random", "name": "Random",
        "stages": {f"s{n}": {"name": f"Stage {n}"} for n in sorted({_stage(i, size) for i in range(size)})},
        "areas": {"a0": {"name": "Area 0"}, "a1": {"name": "Area 1"}},
        "roles": {role: {"name": role.upper()} for role in ROLES},
        "goals": {"reach": {"name": "Reach"}, "risk": {"name": "Risk", "reduces_risk": True}},
        "capabilities": capabilities,
    } | _rules(random, capabilities)  # fmt: skip


def _rules(random: Random, capabilities: dict[str, Document]) -> Document:
    """A policy of pace, and rules about kinds of work."""
    found: Document = {}
    if random.random() < 0.7:
        found["policy"] = {
            "overload": random.choice((0, 0.1, 0.25)), "small_contribution": random.choice((0, 0.5, 1)),
            "leads_at_once": random.choice((0, 1, 2, 3)), "changes_at_once": random.choice((0, 4, 6)),
            "needs_from_level": random.choice((1, 2)), "planned_from_level": random.choice((1, 2)),
        }  # fmt: skip
    names = [name for name, body in capabilities.items() if "group" not in body]
    if random.random() < 0.6:
        asked, last = random.choice(names[: max(1, len(names) // 3)]), capabilities[names[-1]]["stage"]
        found["rules"] = {
            "public": {"name": "Nothing public before that", "for": {"tags": ["public"]}, "needs": [asked],
                       "weight": random.choice(("must", "should"))},
            "paid": {"name": "No money before that", "spends": True, "for": {"stages": [last]},
                     "needs": [f"{names[0]}@1"], "except": {"areas": ["a1"]}},
        }  # fmt: skip
    return found


def _stage(i: int, size: int) -> int:
    return 1 + 3 * i // size


def _capability(random: Random, i: int, size: int, earlier: list[str]) -> Document:
    effort, weeks = random.randint(1, 14), random.randint(1, 12)
    owner = random.choice(ROLES)
    needs: list[Any] = []
    for other in random.sample(earlier, min(len(earlier), random.choice((0, 1, 1, 2)))):
        lag = f" + {random.randint(1, 6)}w" if random.random() < 0.15 else ""
        needs.append(f"{other}@{random.choice((1, 2, 2, 2, 3))}{lag}")
    if len(earlier) >= 3 and random.random() < 0.25:
        needs.append({"any": random.sample(earlier, random.choice((2, 3)))})
    found: Document = {
        "name": f"Capability {i}", "stage": f"s{_stage(i, size)}", "area": f"a{i % 2}", "owner": owner,
        "with": random.sample([role for role in ROLES if role != owner], random.choice((0, 1, 2))), "needs": needs,
        "effort": [effort / 2, effort, effort * 2], "weeks": [max(1, weeks // 2), weeks, 2 * weeks],
        "cost": random.choice((0, 0, random.randint(1, 40))), "run": random.choice((0, 0.2, 0.5, 1.5)),
        "value": {"reach": random.randint(0, 5), "risk": random.randint(0, 5)},
        "risk": {"level": random.choice(("low", "medium", "high"))},
    }  # fmt: skip
    if earlier and random.random() < 0.2:
        found["eased_by"] = [random.choice(earlier)]
    if random.random() < 0.2:
        found["modes"] = {"outside": {"name": "With help", "owner": random.choice(ROLES), "effort": effort / 2,
                                      "weeks": max(1, weeks // 2), "cost": random.randint(10, 60)}}  # fmt: skip
    if random.random() < 0.1:
        found["grants"] = {random.choice(ROLES): random.randint(2, 8)}
    if random.random() < 0.06:
        found["gate"] = "fiscal-year"
    if i % 5 == 4:
        found["launch"] = False
    if random.random() < 0.3 or i == 0:
        found["tags"] = ["public"]
    if random.random() < 0.1:
        found["lead_weeks"] = [1, 3, 6]
    if random.random() < 0.15:
        found["scales_with"] = random.choice(("units", "staff"))
    if i and random.random() < 0.06:
        found["units_at_least"] = random.choice((2, 3))
    if earlier and random.random() < 0.1:
        found["level_needs"] = {3: [random.choice(earlier)]}
    return found


def _exclude(random: Random, capabilities: dict[str, Document]) -> None:
    """Two ways of working that exclude each other, one of which slows a stage down; something needs one of them."""
    names = list(capabilities)
    if len(names) < 8:
        return
    at = random.randrange(1, len(names) - 3)
    one, other = names[at], names[at + 1]
    for name in (one, other):
        capabilities[name]["group"] = "way-of-working"
        capabilities[name]["needs"] = [need for need in capabilities[name]["needs"] if isinstance(need, str)
                                       and not _names(need) & {one, other}]  # fmt: skip
    last = capabilities[names[-1]]["stage"]
    capabilities[other]["drag"] = {"stage": last, "effort": 1.5, "weeks": 1.25}
    for body in capabilities.values():
        body["needs"] = [need for need in body["needs"] if need if not _names(need) & {one, other}]
    capabilities[names[at + 2]]["needs"].append({"any": [one, other]})


def _names(need: Any) -> set[str]:
    alternatives = need["any"] if isinstance(need, dict) else [need]
    return {one.partition("+")[0].partition("@")[0].strip() for one in alternatives}


def _organisation(random: Random, journey: Document) -> Document:
    capabilities = journey["capabilities"]
    names = list(capabilities)
    start = date(2027, 1, 1) + timedelta(days=random.randrange(700))
    units = random.choice((1, 1, 2, 5))
    horizon = random.randint(8, 14)
    known = [c for c in names if capabilities[c].get("units_at_least", 1) <= units]
    levels = {c: random.choice((1, 1, 2, 3)) for c in random.sample(known, len(known) // 7)}
    ways = [c for c in names if "group" in capabilities[c]]
    targets: Document = {}
    for c in random.sample(known[len(known) // 4 :], max(1, 2 * len(known) // 3)):
        if c in ways:
            continue
        target: Document = {"level": random.choice((2, 2, 2, 3))}
        if random.random() < 0.3:
            target["by"] = (start + timedelta(weeks=random.randint(30, 13 * horizon))).isoformat()
            if random.random() < 0.3:
                target["hard"] = True
        if random.random() < 0.25:
            target["optional"] = True
        targets[c] = target
    document: Document = {
        "organisation": "random-org", "name": "Random organisation", "fictional": True, "journey": "journey.json",
        "start": start.isoformat(), "horizon": horizon, "units": units,
        "fiscal_year_starts": _fiscal_year(random.randint(1, 12)),
        "goals": {"reach": random.randint(1, 5), "risk": random.randint(0, 5)}, "levels": levels,
        "targets": targets or {known[-1]: 2}, "capacity": _capacity(random, capabilities, start),
        "carry_over": random.choice((True, False, "year")), "calendar": _calendar(random, start),
    }  # fmt: skip
    if random.random() < 0.6:
        document["budget"] = random.choice((40, 90, [20, 60, 120]))
    if random.random() < 0.25:
        document["handovers"] = [{"role": "pr", "to": "mkt", "from": f"{start.year + 1}Q2"}]
    later = random.choice(list(targets) or names)
    before = [c for c in names[: names.index(later)] if c not in ways]
    if before and random.random() < 0.5:
        document["requires"] = [
            {"name": "Our own rule", "before": {"capabilities": [later]}, "needs": [random.choice(before)]}
        ]
    if random.random() < 0.3:
        document["pace"] = {"leads_at_once": random.choice((1, 2, {"mkt": 1})), "changes_at_once": random.randint(3, 8)}
    if random.random() < 0.3:
        document["hard_limits"] = random.sample(ROLES, 2)
    if random.random() < 0.3:
        document["small_parts_to_owner"] = random.sample(ROLES, random.choice((0, 1, 3)))
    if random.random() < 0.3:
        document["staff"] = random.choice((40, 900, 20_000))
    begun = [c for c in targets if levels.get(c, 0) < targets[c]["level"]]
    if begun and random.random() < 0.35:
        document["in_progress"] = {begun[0]: {"level": targets[begun[0]]["level"], "done": random.choice((0.2, 0.5))}}
    elif begun and random.random() < 0.2:
        document["pins"] = {begun[-1]: f"{start.year + 1}Q{random.randint(1, 4)}"}
    return document


def _fiscal_year(month: int) -> int | str:
    """With a month, every third one with a day within it."""
    return month if month % 3 else f"{month:02}-06"


def _capacity(random: Random, capabilities: dict[str, Document], start: date) -> Document:
    """About what the whole journey asks for over two years, so that most organisations are short of somebody."""
    asked = dict.fromkeys(ROLES, 0.0)
    for body in capabilities.values():
        asked[body["owner"]] += body["effort"][1] + 4 * body["run"]
    found: Document = {}
    for role in random.sample(ROLES, 5):  # one role is not limited
        amount = round(max(1.0, asked[role] / 8 * random.uniform(1.1, 3.0)), 1)
        later = {"start": amount, f"{start.year + 1}Q3": amount * 2}
        found[role] = random.choice((amount, amount, amount, [amount, amount * 2], later, later, later))
    if random.random() < 0.35:  # somebody who leaves, or is not there at all
        found[random.choice(list(found))] = random.choice(({"start": 6, f"{start.year + 1}Q3": 0}, 0))
    return found


def _calendar(random: Random, start: date) -> list[Document]:
    rules: list[Document] = []
    if random.random() < 0.5:
        freeze = {"name": "Freeze", "blocks": random.choice(("start", "work", "launch"))}
        rules.append(freeze | {"during": [random.choice(("Q4", "FYQ4"))], "for": {"owners": [random.choice(ROLES)]}})
    if random.random() < 0.5:
        rules.append({"name": "Review", "adds_weeks": random.randint(1, 6), "for": {"areas": ["a0"]}})
    if random.random() < 0.3:
        day = start + timedelta(days=random.randint(60, 300))
        rules.append({"name": "New system", "earliest": day.isoformat(), "for": {"areas": ["a1"]}})
    return rules
