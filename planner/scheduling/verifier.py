"""The checker that looks at every plan, whichever plugin made it: counted week by week and apart from the ledger, so
that neither can hide the other's mistake."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from planner.scheduling.problem import Project


def violations(project: Project, starts: Mapping[str, int]) -> list[str]:
    """Every rule that a schedule breaks, counted week by week and apart from the ledger, so that neither
    can hide the other's mistake. An empty list means that the schedule is valid."""
    broken = []
    steps = project.steps
    by_id = {activity.id: activity for activity in project.activities}
    for name, start in starts.items():
        activity = by_id.get(name)
        if activity is None:
            broken.append(f"{name} is not part of the project")
            continue
        if start < 0 or start + activity.weeks > project.horizon:
            broken.append(f"{name} lies outside the horizon")
        elif not activity.allowed >> start & 1:
            broken.append(f"{name} starts in week {start}, which the calendar forbids")
        for group in activity.needs:
            ends = [starts[a.id] + a.weeks for step in group for a in steps[step] if a.id in starts]
            if not ends:
                broken.append(f"{name} needs {' or '.join(group)}, which is not planned")
            elif min(ends) > start:
                broken.append(f"{name} starts before {' or '.join(group)} is finished")
    groups = [*project.exclusive, *(tuple(a.id for a in modes) for modes in steps.values())]
    for group in groups:
        both = [name for name in group if name in starts]
        if len(both) > 1:
            broken.append(f"{' and '.join(both)} exclude each other")
    broken += [f"{name} serves nothing" for name in superfluous(project, starts)]
    if broken:
        return broken
    periods = len(project.begins) - 1
    use = {role: [0] * periods for role in project.capacity}
    spent = [0] * periods
    for name, start in starts.items():
        activity = by_id[name]
        for (role, period), amount in project.load(activity, start).items():
            if role in use:
                use[role][period] += amount
        for period, amount in project.spend(activity, start).items():
            spent[period] += amount
    touched = {
        key for name, start in starts.items() for key, amount in project.load(by_id[name], start).items() if amount > 0
    }
    for role, amounts in project.capacity.items():
        for period in range(periods):
            if use[role][period] > amounts[period] and (role, period) in touched:
                broken.append(f"{role} is over its capacity in period {period}")
    if project.budget is not None:
        balance = 0
        for period in range(periods):
            balance = (balance if project.carry_over else 0) + project.budget[period] - spent[period]
            if balance < 0 and (project.carry_over or spent[period]):
                broken.append(f"the budget of period {period} is exceeded")
    return broken


def superfluous(project: Project, planned: Collection[str]) -> list[str]:
    """Activities among those planned that serve nothing: leave them all out and every need still holds."""
    steps = project.steps
    found: list[str] = []
    left = set(planned)
    todo = [a for a in reversed(project.activities) if a.id in left and not (a.asked or a.optional or a.grants)]
    if not todo:
        return found
    providers = {
        (a.id, group): {b.id for step in group for b in steps[step]} & left
        for a in project.activities
        if a.id in left
        for group in a.needs
    }
    serves: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for key, names in providers.items():
        for name in names:
            serves.setdefault(name, []).append(key)
    by_id = {a.id: a for a in todo}
    while todo:
        activity = todo.pop(0)
        if activity.id not in left or any(
            consumer in left and providers[consumer, group] & left == {activity.id}
            for consumer, group in serves.get(activity.id, ())
        ):
            continue
        left.discard(activity.id)
        found.append(activity.id)
        freed = {name for group in activity.needs for name in providers[activity.id, group]}
        todo += [by_id[name] for name in sorted(freed) if name in by_id and by_id[name] not in todo]
    return found
