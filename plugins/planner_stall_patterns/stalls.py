"""Thirteen ways in which the adoption of social media stalls. Each is common, none is a failure: a pattern says what it
looks like here and what has unlocked it elsewhere.

The thresholds are judgements. Patterns speak of parts, such as the council: a journey says which capability plays a
part (``plays``), else it is the one of that id. Where nothing plays what a pattern looks at, it never shows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from planner.plugins import N_, Diagnosis, Journey, Organisation, Stall, StallPattern, _, hookimpl

CORE = (
    "goal-setting", "basic-presence", "publishing-process", "conversation-handling", "basic-listening",
    "reach-reporting", "house-rules", "interim-ownership",
)  # fmt: skip
OWNERS = ("single-owner", "split-charter")
COUNCIL = "cross-functional-council"
GOALS = (
    ("community-programme",), ("reputation-monitoring", "crisis-playbook"), ("customer-advocacy", "employee-advocacy"),
    ("social-crm",),
)  # fmt: skip
OUTSIDE = ("community-programme", "social-care", "customer-advocacy")
INSIDE = ("collaboration-network", "knowledge-communities")


@dataclass(frozen=True)
class Where:
    """The levels today, the journey and the organisation."""

    levels: Mapping[str, int]
    journey: Journey
    organisation: Organisation

    def at(self, level: int, *parts: str) -> int:
        """How many of the parts are played at a level or above."""
        return sum(max(map(self.levels.__getitem__, self.journey.playing(one)), default=0) >= level for one in parts)

    def below(self, level: int, *names: str) -> bool:
        """None of them is there yet."""
        return not self.at(level, *names)

    @property
    def gates(self) -> int:
        owner = bool(self.at(2, *OWNERS))
        return self.at(2, "executive-sponsorship", "annual-budget", COUNCIL) + owner

    @property
    def goals(self) -> int:
        return sum(bool(self.at(2, *names)) for names in GOALS)

    @property
    def empty_seats(self) -> bool:
        """Seats of the council that are known to be empty, where there is a council in some form."""
        (council, *_others) = self.journey.playing(COUNCIL)
        filled = self.organisation.seats.get(council)
        started = bool(self.at(1, COUNCIL)) or bool(filled)
        return started and filled is not None and not set(self.journey.capabilities[council].seats) <= set(filled)

    @property
    def units_apart(self) -> bool:
        """Whether a unit does two things or more by routine that another does not."""
        units, apart = self.organisation.named_units, 0
        for name, one in self.journey.capabilities.items():
            if one.reach and name in self.levels:
                whole = self.levels[name]
                taken = [whole if unit.on_board or one.reach == "units" else min(1, whole) for unit in units]
                own = [unit.levels.get(name, level) for unit, level in zip(units, taken, strict=True)]
                apart += min(own, default=0) < 2 <= max(own, default=0)
        return apart >= 2

    @property
    def fell(self) -> bool:
        known = map(self.organisation.levels.get, self.journey.playing("collaboration-network"))
        return any(one is not None and one.was is not None and one.level < one.was for one in known)


@dataclass(frozen=True)
class Pattern:
    """One row: needs are the parts it looks at; where nothing plays one of them, it does not apply."""

    name: str
    title: str
    what: str
    holds: Callable[[Where], bool]
    needs: tuple[str, ...]
    unlock: tuple[str, ...]
    source: str
    otherwise: tuple[Callable[[Where], bool], str] | None = None
    """Other words, where that holds."""


PATTERNS = (
    Pattern(
        "channel-mentality", N_("Channel mentality"),
        N_("The channels run and reach is reported, but nobody has named what social should do for the company next. "
           "Many companies stop here for a while."),
        lambda w: w.at(2, *CORE) >= 5 and w.gates <= 1 and w.at(1, "reach-reporting") == 1
        and w.below(2, "outcome-measurement", "ambition-map"),
        ("ambition-map", "outcome-measurement", "reach-reporting"),
        ("ambition-map", "executive-sponsorship", "outcome-measurement"), "We Are Social 2012",
    ),
    Pattern(
        "campaign-only", N_("Campaign by campaign"),
        N_("The accounts come alive for campaigns; between them nobody publishes or answers by a routine."),
        lambda w: w.at(1, "basic-presence") == 1 and w.below(2, "publishing-process", "conversation-handling"),
        ("basic-presence", "publishing-process", "conversation-handling"),
        ("internal-champions", "agency-support", "publishing-process", "conversation-handling"),
        "We Are Social 2012; Ragan/NASDAQ 2012",
    ),
    Pattern(
        "volunteers", N_("Carried by volunteers"),
        N_("Social is done on top of other duties, without money or posts of its own."),
        lambda w: w.at(1, "internal-champions") == 1 and w.below(1, "annual-budget", "in-house-specialists"),
        ("internal-champions", "annual-budget", "in-house-specialists"), ("annual-budget",), "Ragan/NASDAQ 2012",
    ),
    Pattern(
        "owner-undecided", N_("Owner undecided"),
        N_("Leaders care, yet it is open who owns social. Name the future goals first, then the owner: more than "
           "one department will claim it."),
        lambda w: w.at(1, "executive-sponsorship") == 1 and w.below(2, *OWNERS),
        OWNERS, ("goal-setting", "ambition-map", "single-owner"), "Vocus 2010",
    ),
    Pattern(
        "split-trap", N_("Split without a judge"),
        N_("Ownership is split, and there is no working council to settle what the charter leaves open."),
        lambda w: w.at(2, "split-charter") == 1 and (w.below(2, COUNCIL) or w.goals < 2),
        ("split-charter", COUNCIL), (COUNCIL, "single-owner"), "We Are Social 2012; Vocus 2010",
        (
            lambda w: bool(w.at(2, COUNCIL)),
            N_("Ownership is split and a council works, yet fewer than two of the goals of this stage are reached."),
        ),
    ),
    Pattern(
        "missing-seats", N_("Seats left empty"),
        N_("The council has seats for sales, service, legal and operations, and not all of them are taken."),
        lambda w: w.empty_seats, (COUNCIL,), (COUNCIL,), "We Are Social 2012; Forrester 2011",
    ),
    Pattern(
        "tool-first", N_("Tools before strategy"),
        N_("A shared toolset is in place before the strategy, or the measures, that it should serve."),
        lambda w: w.at(2, "shared-toolset") == 1 and w.at(2, "shared-strategy", "outcome-measurement") < 2,
        ("shared-toolset", "shared-strategy", "outcome-measurement"),
        ("shared-strategy", "outcome-measurement"), "Gartner 2013",
    ),
    Pattern(
        "help-desk", N_("Social help desk"),
        N_("Service answers on social, but the answers reach neither the customer file nor any measure of outcome."),
        lambda w: w.at(1, "social-care") == 1 and w.below(2, "social-crm", "outcome-measurement"),
        ("social-care", "social-crm", "outcome-measurement"),
        (COUNCIL, "crisis-playbook", "outcome-measurement"), "Altimeter (Owyang) 2010",
    ),
    Pattern(
        "fragmented-units", N_("Every unit on its own"),
        N_("Several units run social without a shared strategy, and nobody has all their accounts on one list or has "
           "brought every unit on board."),
        lambda w: w.organisation.units > 1 and w.below(2, "shared-strategy")
        and (w.below(2, "channel-audit") or w.below(2, "unit-onboarding")),
        ("shared-strategy", "channel-audit", "unit-onboarding"), ("channel-audit", "shared-strategy"),
        "Forrester 2011; Altimeter 2012",
        (lambda w: w.units_apart,
         N_("Units stand far apart: what some do by routine others do not do at all, and nobody makes one way of it.")),
    ),
    Pattern(
        "hub-bottleneck", N_("The hub is the bottleneck"),
        N_("Council and specialists work well, and everything still goes through them."),
        lambda w: w.at(2, COUNCIL, "in-house-specialists") == 2 and w.below(2, "distributed-ownership"),
        ("distributed-ownership", COUNCIL), ("staff-training", "unit-onboarding"), "Altimeter (Owyang) 2010",
    ),
    Pattern(
        "inside-outside-wall", N_("A wall between inside and outside"),
        N_("Social is established with customers or among staff, and hardly begun on the other side."),
        lambda w: bool(w.at(2, *OUTSIDE)) != bool(w.at(2, *INSIDE)),
        (*INSIDE, *OUTSIDE), ("collaboration-network", "employee-advocacy", "executive-sponsorship"),
        "McKinsey 2012",
    ),
    Pattern(
        "fading-network", N_("A network that fades"),
        N_("Internal collaboration is used less than at the last assessment, as often happens when leaders are silent "
           "in it and teams have no use of their own for it."),
        lambda w: w.fell, ("collaboration-network",), ("collaboration-network", "executive-sponsorship"),
        "Altimeter 2012",
    ),
    Pattern(
        "unused-insight", N_("Insight that nobody uses"),
        N_("Social intelligence is produced by routine, and decisions are still made without it."),
        lambda w: w.at(2, "social-intelligence") == 1 and w.below(2, "insight-decisions"),
        ("social-intelligence", "insight-decisions"), ("insight-decisions",), "MIT Sloan/Deloitte 2014",
    ),
)  # fmt: skip


def finder(pattern: Pattern) -> Callable[[Diagnosis, Journey, Organisation], Stall | None]:
    def find(diagnosis: Diagnosis, journey: Journey, organisation: Organisation) -> Stall | None:
        if not all(map(journey.playing, pattern.needs)):
            return None
        where = Where(diagnosis.levels, journey, organisation)
        if not pattern.holds(where):
            return None
        unlock = tuple(name for part in pattern.unlock for name in journey.playing(part))
        what = pattern.what
        if pattern.otherwise is not None and pattern.otherwise[0](where):
            what = pattern.otherwise[1]
            unlock = tuple(name for name in unlock if diagnosis.levels[name] < 2)
        return Stall(_(pattern.title), _(what), unlock, pattern.source)

    return find


@hookimpl
def planner_stall_patterns() -> Iterable[StallPattern]:
    for pattern in PATTERNS:
        yield StallPattern(pattern.name, finder(pattern), pattern.title)
