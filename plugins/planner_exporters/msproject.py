"""Microsoft Project XML (MSPDI): stages as summary tasks, steps with their dates, work, owners and dependencies.

Every step must start on its planned day (constraint 2), because capacity, not only dependencies, has put it there.
"""

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from planner.pictures import Style
from planner.plugins import Exporter, Placement, Roadmap, clean, hookimpl, phrases

SPACE = "http://schemas.microsoft.com/project"
HOURS_A_WEEK, HOURS_A_DAY = 40, 8
MUST_START_ON, FINISH_TO_START = "2", "1"


def add(parent: Element, name: str, words: object) -> None:
    SubElement(parent, name).text = clean(str(words))


def hours(weeks: float) -> str:
    whole = round(weeks * HOURS_A_WEEK)
    return f"PT{whole}H0M0S"


def morning(day: date) -> str:
    return f"{day.isoformat()}T08:00:00"


def evening(day: date) -> str:
    return f"{day.isoformat()}T17:00:00"


def export(roadmap: Roadmap, style: Style) -> bytes:
    project = Element("Project", xmlns=SPACE)
    add(project, "SaveVersion", 14)
    add(project, "Name", f"{roadmap.organisation}.xml")
    add(project, "Title", roadmap.title)
    add(project, "Subject", phrases.versioned(roadmap.journey_name, roadmap.journey_version))
    add(project, "StartDate", morning(roadmap.calendar.start))
    add(project, "ScheduleFromStart", 1)
    add(project, "MinutesPerDay", HOURS_A_DAY * 60)
    add(project, "MinutesPerWeek", HOURS_A_WEEK * 60)
    tasks = SubElement(project, "Tasks")
    stages = [stage for stage in roadmap.stages if any(p.stage == stage.id for p in roadmap.placements)]
    uids: dict[str, int] = {}
    for stage in stages:
        uids[f"stage:{stage.id}"] = len(uids) + 1
        for step in roadmap.placements:
            if step.stage == stage.id:
                uids[step.id] = len(uids) + 1
    for stage in stages:
        own = [step for step in roadmap.placements if step.stage == stage.id]
        task = _task(tasks, uids[f"stage:{stage.id}"], stage.name, f"{stage.number}", 1)
        add(task, "Start", morning(min(step.start_date for step in own)))
        add(task, "Finish", evening(max(step.end_date for step in own)))
        add(task, "Summary", 1)
        for place, step in enumerate(own, 1):
            _step(tasks, uids, step, f"{stage.number}.{place}")
    resources = SubElement(project, "Resources")
    roles = {role: place for place, role in enumerate(roadmap.roles, 1)}
    for role, uid in roles.items():
        resource = SubElement(resources, "Resource")
        for name, words in (("UID", uid), ("ID", uid), ("Name", roadmap.roles[role]), ("Type", 1)):
            add(resource, name, words)
    assignments = SubElement(project, "Assignments")
    for number, step in enumerate(roadmap.placements, 1):
        assignment = SubElement(assignments, "Assignment")
        for name, words in (("UID", number), ("TaskUID", uids[step.id]), ("ResourceUID", roles[step.owner]),
                            ("Work", hours(step.effort))):  # fmt: skip
            add(assignment, name, words)
    indent(project, " ")
    written: bytes = tostring(project, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _task(tasks: Element, uid: int, name: str, outline: str, level: int) -> Element:
    task = SubElement(tasks, "Task")
    for key, words in (("UID", uid), ("ID", uid), ("Name", name), ("OutlineNumber", outline), ("OutlineLevel", level)):
        add(task, key, words)
    return task


def _step(tasks: Element, uids: dict[str, int], step: Placement, outline: str) -> None:
    task = _task(tasks, uids[step.id], step.name, outline, 2)
    add(task, "Start", morning(step.start_date))
    add(task, "Finish", evening(step.end_date))
    add(task, "Duration", hours(step.duration))
    add(task, "DurationFormat", 9)  # shown in weeks
    add(task, "Work", hours(step.effort))
    add(task, "PercentComplete", round(100 * (step.done or 0)))
    add(task, "Summary", 0)
    add(task, "Critical", int(step.critical))
    add(task, "ConstraintType", MUST_START_ON)
    add(task, "ConstraintDate", morning(step.start_date))
    if step.due_date:
        add(task, "Deadline", evening(step.due_date))
    add(task, "Notes", step.reason.text)
    for need in step.needs:
        if need in uids:
            link = SubElement(task, "PredecessorLink")
            add(link, "PredecessorUID", uids[need])
            add(link, "Type", FINISH_TO_START)


@hookimpl
def planner_exporters() -> Iterable[Exporter]:
    yield Exporter("msproject", ".xml", "application/xml", export, "Microsoft Project XML with dependencies and owners")
