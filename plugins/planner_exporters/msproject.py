"""Microsoft Project XML (MSPDI): stages as summary tasks, steps with their dates, work of everybody on them, costs and
dependencies, in the order of elements of the published schema.

A step that waits for another starts as soon as possible, so that Project moves it along; one that waits for people,
money or the calendar starts no earlier than planned; a pinned one must start on its day. Where a plan is in force, its
days are the baseline of every step.
"""

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.pictures import Style
from planner.plugins import Exporter, FinishedStep, Placement, Roadmap, clean, hookimpl

SPACE = "http://schemas.microsoft.com/project"
HOURS_A_WEEK, HOURS_A_DAY = 40, 8
AS_SOON_AS_POSSIBLE, MUST_START_ON, START_NO_EARLIER = 0, 2, 4
FINISH_TO_START = 1
FIRST_STEP = 100
"""What the unique ids of steps begin with; those of stages are below."""
LAG = HOURS_A_WEEK * 60 * 10  # tenths of a minute, which is what lags are written in
CENTS = 100_000  # a thousand of a currency, in hundredths, which is what costs are written in


def add(parent: Element, name: str, words: object) -> None:
    SubElement(parent, name).text = clean(str(words))


def hours(weeks: float) -> str:
    minutes = round(weeks * HOURS_A_WEEK * 60)
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def morning(day: date) -> str:
    return f"{day.isoformat()}T08:00:00"


def evening(day: date) -> str:
    return f"{day.isoformat()}T17:00:00"


def export(roadmap: Roadmap, style: Style) -> bytes:
    project = Element("Project", xmlns=SPACE)
    for name, words in (
        ("SaveVersion", 14),
        ("Name", f"{roadmap.organisation}.xml"),
        ("Title", roadmap.title),
        ("Subject", roadmap.journey_label),
        ("ScheduleFromStart", 1),
        ("StartDate", morning(roadmap.calendar.start)),
        ("CurrencyDigits", 0),
        *((("CurrencySymbol", roadmap.currency), ("CurrencyCode", roadmap.currency)) if roadmap.currency else ()),
        ("MinutesPerDay", HOURS_A_DAY * 60),
        ("MinutesPerWeek", HOURS_A_WEEK * 60),
    ):
        add(project, name, words)
    uids = _tasks(SubElement(project, "Tasks"), roadmap)
    roles = {role: place for place, role in enumerate(roadmap.roles, 1)}
    _resources(SubElement(project, "Resources"), roadmap, roles)
    _assignments(SubElement(project, "Assignments"), roadmap, uids, roles)
    indent(project, " ")
    written: bytes = tostring(project, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _tasks(tasks: Element, roadmap: Roadmap) -> dict[str, int]:
    """Stages with their steps, what is done first; the number of each step, which stays when the plan is made anew."""
    steps: list[FinishedStep | Placement] = [*roadmap.finished, *roadmap.placements]
    stages = [stage for stage in roadmap.stages if any(p.stage == stage.id for p in steps)]
    uids = {step.id: FIRST_STEP + step.number for step in steps}
    for stage in stages:
        done = [step for step in roadmap.finished if step.stage == stage.id]
        own = [step for step in roadmap.placements if step.stage == stage.id]
        task = _task(tasks, stage.number, stage.name, f"{stage.number}", 1)
        add(task, "Start", morning(min(step.start_date for step in steps if step.stage == stage.id)))
        add(task, "Finish", evening(max(step.end_date for step in steps if step.stage == stage.id)))
        add(task, "Summary", 1)
        for place, one in enumerate(done, 1):
            task = _finished(tasks, uids, one, f"{stage.number}.{place}")
            _baseline(task, roadmap, one.id)
        for place, step in enumerate(own, 1 + len(done)):
            _baseline(_step(tasks, uids, step, f"{stage.number}.{place}"), roadmap, step.id)
    return uids


def _task(tasks: Element, uid: int, name: str, outline: str, level: int) -> Element:
    task = SubElement(tasks, "Task")
    row = len(tasks)
    for key, words in (("UID", uid), ("ID", row), ("Name", name), ("OutlineNumber", outline), ("OutlineLevel", level)):
        add(task, key, words)
    return task


def _baseline(task: Element, roadmap: Roadmap, step_id: str) -> None:
    """The days of the plan in force."""
    if step_id in roadmap.in_force:
        first, last = roadmap.in_force[step_id]
        baseline = SubElement(task, "Baseline")
        for name, words in (
            ("Number", 0), ("Start", morning(first)), ("Finish", evening(last)),
            ("Duration", hours(((last - first).days + 1) / 7)), ("DurationFormat", 9),
        ):  # fmt: skip
            add(baseline, name, words)


def _finished(tasks: Element, uids: dict[str, int], step: FinishedStep, outline: str) -> Element:
    """What is done: as it was planned, and found to be done on its day, where somebody has said one."""
    task = _task(tasks, uids[step.id], step.name, outline, 2)
    begun = min(step.start_date, step.finished or step.start_date)
    ended = step.finished or step.end_date
    for name, words in (
        ("Start", morning(begun)),
        ("Finish", evening(ended)),
        ("Duration", hours(((ended - begun).days + 1) / 7)),
        ("DurationFormat", 9),
        ("Milestone", 0),
        ("Summary", 0),
        ("PercentComplete", 100),
        *((("ActualFinish", evening(ended)),) if step.finished else ()),
    ):
        add(task, name, words)
    return task


def _step(tasks: Element, uids: dict[str, int], step: Placement, outline: str) -> Element:
    task = _task(tasks, uids[step.id], step.name, outline, 2)
    constraint = (
        MUST_START_ON if step.reason.kind == "pin"
        else AS_SOON_AS_POSSIBLE if step.reason.kind in ("prerequisite", "open")
        else START_NO_EARLIER
    )  # fmt: skip
    for name, words in (
        ("Start", morning(step.start_date)),
        ("Finish", evening(step.end_date)),
        ("Duration", hours(step.duration)),
        ("DurationFormat", 9),  # shown in weeks
        ("Work", hours(step.effort)),
        ("Milestone", 0),
        ("Summary", 0),
        ("Critical", int(step.critical)),
        ("FixedCost", round(step.cost * CENTS)),
        ("FixedCostAccrual", 3),  # over the time of the work
        ("PercentComplete", round(100 * (step.done or 0))),
        ("Cost", round(step.cost * CENTS)),
        ("ConstraintType", constraint),
        *((("ConstraintDate", morning(step.start_date)),) if constraint else ()),
        *((("Deadline", evening(step.due_date)),) if step.due_date else ()),
        ("Notes", step.reason.text),
    ):
        add(task, name, words)
    for need in step.needs:
        if need in uids:
            link = SubElement(task, "PredecessorLink")
            add(link, "PredecessorUID", uids[need])
            add(link, "Type", FINISH_TO_START)
            if need in step.lags:
                add(link, "LinkLag", step.lags[need] * LAG)
                add(link, "LagFormat", 9)  # shown in weeks
    return task


def _resources(resources: Element, roadmap: Roadmap, roles: dict[str, int]) -> None:
    """Roles; ``MaxUnits`` is how many people full time the most they can give is."""
    most: dict[str, float] = {}
    for use in roadmap.capacity_use:
        if use.capacity is not None:
            most[use.role] = max(most.get(use.role, 0.0), use.capacity)
    for role, uid in roles.items():
        resource = SubElement(resources, "Resource")
        units = max(round(most[role] / 13, 2), 0.01) if role in most else 1
        for name, words in (
            ("UID", uid), ("ID", uid), ("Name", roadmap.roles[role]), ("Type", 1), ("MaxUnits", f"{units:g}"),
        ):  # fmt: skip
            add(resource, name, words)


def _assignments(assignments: Element, roadmap: Roadmap, uids: dict[str, int], roles: dict[str, int]) -> None:
    """Everybody's work. ``Units`` is work by duration, so that nothing is calculated anew on opening."""
    number = 0
    for step in roadmap.placements:
        for role, work in step.work.items():
            if role not in roles or not work:
                continue
            number += 1
            assignment = SubElement(assignments, "Assignment")
            for name, words in (
                ("UID", number), ("TaskUID", uids[step.id]), ("ResourceUID", roles[role]),
                ("Finish", evening(step.end_date)), ("Start", morning(step.start_date)),
                ("Units", f"{work / max(step.duration, 1):.4f}"), ("Work", hours(work)),
            ):  # fmt: skip
                add(assignment, name, words)


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("msproject", ".xml", "application/xml", export, "Microsoft Project XML with dependencies and owners")
