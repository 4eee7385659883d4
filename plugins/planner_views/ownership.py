"""Ownership: who decides, who owns and who contributes in each stage, and what it costs."""

from collections.abc import Iterable

from planner.pictures import Scene, Style
from planner.pictures.toolkit import Cell, Column, Entry, Page, Row, sheets
from planner.plugins import Placement, Roadmap, View, _, decimal, hookimpl, ngettext, phrases


def draw(roadmap: Roadmap, style: Style) -> tuple[Scene, ...]:
    page = Page(roadmap, style)
    stages = roadmap.stages
    columns = (
        Column("role", _("Role"), 22),
        *(Column(s.id, page.say(f"{s.number}. {s.name}"), 78 / len(stages)) for s in stages),
    )
    by_stage = {s.id: [p for p in roadmap.placements if p.stage == s.id] for s in stages}
    rows = [
        Row("decides", (Cell(_("Decides"), bold=True), *(Cell(s.decides or "–") for s in stages))),
        Row("form", (Cell(_("Organised"), bold=True), *(Cell(s.form or "–") for s in stages))),
        Row("funded", (Cell(_("Paid from"), bold=True), *(Cell(s.funded_by or "–") for s in stages))),
        Row("money", (Cell(_("Outside spend in the plan"), bold=True),
                      *(Cell(_money(roadmap, by_stage[s.id])) for s in stages))),
    ]  # fmt: skip
    said = {"decides": any(s.decides for s in stages), "form": any(s.form for s in stages),
            "funded": any(s.funded_by for s in stages)}  # fmt: skip
    rows = [row for row in rows if said.get(row.key, True)]
    for role, name in roadmap.roles.items():
        cells = [_cell(page, role, by_stage[stage.id]) for stage in stages]
        if any(cell.text for cell in cells):
            rows.append(Row(f"role-{role}", (Cell(name, bold=True), *cells)))
    found = sheets(page, columns, rows)
    light = page.theme.shade(0.1)
    entries = [
        Entry("fill", _("owns steps"), page.theme.shade(0.3).fill),
        Entry("fill", _("contributes only"), light.fill, light.stroke),
    ]
    return tuple(
        page.scene(
            "ownership",
            (*shapes, *page.legend(entries)),
            title=_title(roadmap, by_stage),
            subtitle=_("who decides, owns and contributes in each stage"),
            alt=". ".join(": ".join(cell.text for cell in row.cells if cell.text) for row in own) or roadmap.title,
            number=number,
            pages=len(found),
        )
        for number, (shapes, own) in enumerate(found, 1)
    )


def _money(roadmap: Roadmap, steps: list[Placement]) -> str:
    spend = sum(p.cost for p in steps)
    words = _("{amount} thousand", amount=decimal(spend, 0))
    return f"{words} {roadmap.currency}".strip() if steps else "–"


def _cell(page: Page, role: str, steps: list[Placement]) -> Cell:
    owns = sum(p.owner == role for p in steps)
    helps = sum(role in p.contributor_roles for p in steps)
    words = []
    if owns:
        words.append(ngettext("owns {n} step", "owns {n} steps", owns))
    if helps:
        words.append(ngettext("contributes to {n}", "contributes to {n}", helps))
    fill = page.theme.shade(0.3 if owns else 0.1).fill if words else ""
    return Cell(page.say(", ".join(words)) if words else "", fill=fill, bold=bool(owns))


def _title(roadmap: Roadmap, by_stage: dict[str, list[Placement]]) -> str:
    """Who owns the work, stage by stage: what the table shows, no more."""
    filled = [(stage, {p.owner for p in by_stage[stage.id]}) for stage in roadmap.stages if by_stage[stage.id]]
    if not filled:
        return _("Nobody owns a step: nothing is planned")
    first, widest = filled[0], max(filled, key=lambda one: (len(one[1]), one[0].number))
    if len(widest[1]) > len(first[1]):
        return _(
            "{n} roles own steps of “{stage}”, {first} those of “{other}”",
            n=len(widest[1]), stage=widest[0].name, other=first[0].name,
            first=ngettext("{n} role", "{n} roles", len(first[1])),
        )  # fmt: skip
    owners = {p.owner for p in roadmap.placements}
    busiest = max(owners, key=lambda o: (sum(p.owner == o for p in roadmap.placements), o))
    own = sum(p.owner == busiest for p in roadmap.placements)
    if 2 * own <= len(roadmap.placements):
        return ngettext("One role owns all of the work", "{n} roles share the work", len(owners))
    return _("{name} owns {n} of {steps}", name=roadmap.roles[busiest], n=own,
             steps=phrases.steps(len(roadmap.placements)))  # fmt: skip


@hookimpl
def planner_views() -> Iterable[View]:
    yield View("ownership", draw, "Who decides, owns and contributes in each stage, and what it costs", whole=True)
