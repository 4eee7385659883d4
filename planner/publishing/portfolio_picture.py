"""The picture of a portfolio: the way of each member by quarter, who waits for whom, what the shared people do, and
what is spent together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.i18n import phrases
from planner.i18n.translation import _
from planner.pictures.scene import Element, Scene, Shape
from planner.pictures.text_metrics import FLOOR, width
from planner.pictures.toolkit import Entry, Page
from planner.pictures.toolkit.axis import Axis, quarter_header
from planner.pictures.toolkit.text_blocks import text_block
from planner.roadmap.portfolio import MemberRoadmap, MemberWait, PortfolioRoadmap, SharedMoney, SharedPeople

LEAD, MOST_PANELS = 260.0, 2
PANEL, TALL_PANEL = 128.0, 320.0
TALLEST, LEAST = 92.0, 34.0
"""Pixels of a member's row: what is enough, and what it needs for its bar. ``PANEL``, ``TALL_PANEL``: the same of the
columns of shared people."""


def draw(portfolio: PortfolioRoadmap, page: Page) -> list[Scene]:
    """As many members on each page as fit, and below them what is shared, that first which is asked for more than there
    is of it."""
    return _Picture(portfolio, page).pages()


@dataclass
class _Picture:
    portfolio: PortfolioRoadmap
    page: Page

    def __post_init__(self) -> None:
        own = self.portfolio
        self.calendar = calendar = self.page.roadmap.calendar
        self.axis = Axis(self.page.left + LEAD, self.page.right, 0, calendar.weeks, calendar)
        self.panels = sorted(own.in_common, key=lambda one: not one.short)[:MOST_PANELS]
        self.names = {one.id: one.roadmap.name for one in own.members}

    def pages(self) -> list[Scene]:
        page, members = self.page, self.portfolio.members
        top, bottom = page.top + 44, page.bottom - PANEL * len(self.panels) - 12
        most = max(1, int((bottom - top) // LEAST))
        count = -(-len(members) // most)
        each = -(-len(members) // count)
        parts = [members[i : i + each] for i in range(0, len(members), each)]
        found = []
        for number, part in enumerate(parts, 1):
            tall = min(TALLEST, (bottom - top) / max(len(part), 1))
            below = top + tall * len(part) + 16
            panel = min(TALL_PANEL, (page.bottom - below) / max(len(self.panels), 1))
            elements: list[Element] = [*quarter_header(page, self.axis, page.top, below + panel * len(self.panels))]
            for index, member in enumerate(part):
                elements += self._row(member, top + index * tall, tall)
            for index, people in enumerate(self.panels):
                elements += self._people(people, below + index * panel, panel)
            elements += page.legend(self._legend())
            title = self.portfolio.title
            found.append(
                page.scene(
                    "portfolio",
                    elements,
                    title=title,
                    subtitle=self._subtitle(),
                    alt=self._alt(),
                    number=number,
                    pages=len(parts),
                )
            )
        return found

    def _week(self, member: MemberRoadmap, week: float) -> float:
        """Where a week of a member's plan is."""
        begin = (member.roadmap.calendar.start - self.calendar.start).days / 7
        return self.axis.x(min(begin + week, self.axis.last))

    def _row(self, member: MemberRoadmap, y: float, tall: float) -> list[Shape]:
        page, theme, roadmap = self.page, self.page.theme, member.roadmap
        waits = [one for one in self.portfolio.waits if one.member == member.id]
        told = bool(waits) and tall >= 56
        height = min(30.0, tall - (28 if told else 8))
        top = y + (tall - height - (22 if told else 0)) / 2
        made = [page.label(f"name-{member.id}", roadmap.name, page.left, y, LEAD - 16, 2 * (top - y) + height)]
        last, today = 0, roadmap.diagnosis.stage_number
        for stage in roadmap.stages[today:]:
            there = roadmap.reaching(stage.number)
            if there is None and stage.number > roadmap.aimed_stage:  # nobody wants it there
                made += self._after(member, last, top, height)
                break
            x0, x1 = self._week(member, last), self._week(member, there.week if there else roadmap.calendar.weeks)
            paint = page.stage(stage.number)
            if there is None:
                said = _("{name}: {stage} is not reached", name=roadmap.name, stage=stage.name)
                fill, stroke, hatch = theme.paper, theme.line, theme.line
            else:
                when = phrases.when(roadmap.calendar.last_day(there.week), there.week)
                said = _("{name}: {stage} by {when}", name=roadmap.name, stage=stage.name, when=when)
                fill, stroke, hatch = paint.fill, paint.stroke, ""
            made.append(Shape(f"bar-{member.id}-{stage.id}", "band", x0, top, max(x1 - x0 - 2, 2), height, fill=fill,
                              stroke=stroke, hatch=hatch, stroke_width=1, radius=4, alt=said))  # fmt: skip
            if there is None:
                break
            last = there.week
        else:
            made += self._after(member, last, top, height)
        made += self._used(member, top, height)
        return made + (self._wait(member, waits[0], top + height + 3) if told else [])

    def _after(self, member: MemberRoadmap, week: int, top: float, height: float) -> list[Shape]:
        """From a week on it is where it wanted to be, and what is live runs."""
        x0, x1 = self._week(member, week), self._week(member, member.roadmap.calendar.weeks)
        fill = self.page.theme.header
        band = Shape(f"bar-{member.id}-after", "band", x0, top, x1 - x0, height, fill=fill, radius=4)
        return [band] if x1 - x0 > 2 else []

    def _used(self, member: MemberRoadmap, top: float, height: float) -> list[Shape]:
        """What a member takes of the scarcest people in each quarter, in its bar."""
        theme, begins = self.page.theme, self.calendar.begins
        if not self.panels or height < 20:
            return []
        made = []
        end = member.roadmap.calendar
        for index, amount in enumerate(member.taken(self.panels[0])):
            begin, label = begins[index], self.calendar.labels[index]
            if round(amount, 1) == 0 or not end.labels[0] <= label <= end.labels[-1]:
                continue
            words, size = phrases.amount(amount), 16
            wide = width(words, size, True) + 14
            x = (self.axis.x(begin) + self.axis.x(begins[index + 1])) / 2
            if index == end.labels.index(label) == 0:
                x = (self._week(member, 0) + self.axis.x(begins[1])) / 2
            if wide > self.axis.x(begins[index + 1]) - self.axis.x(begin) - 2:
                continue
            lines = text_block(
                words, x - wide / 2, top + 3, wide, height - 6, (size,), bold=True, color=theme.ink, anchor="middle"
            )
            made.append(
                Shape(
                    f"use-{member.id}-{label}",
                    "marker",
                    x - wide / 2,
                    top + 3,
                    wide,
                    height - 6,
                    fill=theme.paper,
                    stroke=theme.loads[2],
                    stroke_width=1.5,
                    radius=9,
                    lines=lines,
                )
            )
        return made

    def _wait(self, member: MemberRoadmap, wait: MemberWait, y: float) -> list[Shape]:
        """The longest wait of a member, in words and as long as it is."""
        page, theme = self.page, self.page.theme
        x0, x1 = (self.axis.x((day - self.calendar.start).days / 7) for day in (wait.sooner, wait.start))
        words = (
            _(
                "{step} waits {weeks} for {role}: {name}",
                step=wait.name,
                weeks=phrases.weeks(wait.weeks),
                role=wait.role,
                name=self.names[wait.of],
            )
            if wait.of
            else _("{step} waits {weeks} for {role}", step=wait.name, weeks=phrases.weeks(wait.weeks), role=wait.role)
        )
        mark = Shape(
            f"wait-{member.id}",
            "band",
            x0,
            y + 4,
            max(x1 - x0, 3),
            10,
            fill=theme.paper,
            hatch=theme.loads[3],
            stroke=theme.loads[3],
            stroke_width=1,
            radius=2,
        )
        room = width(words, FLOOR) + 8
        if x1 + 8 + room <= page.right:
            x, anchor = x1 + 8, "start"
        elif x0 - 8 - room >= self.axis.left:
            x, anchor = x0 - 8 - room, "end"
        else:  # it is longer than what is left beside it: on it, with a ground of its own
            x, anchor = min(max((x0 + x1 - room) / 2, self.axis.left), page.right - room), "middle"
        said = page.label(f"wait-words-{member.id}", words, x, y - 2, room, 22, (FLOOR,), color=theme.muted,
                          anchor=anchor)  # fmt: skip
        return [mark, replace(said, fill=theme.paper) if anchor == "middle" else said]

    def _people(self, people: SharedPeople, y: float, tall: float) -> list[Element]:
        """A column for each quarter: what is planned, what would be asked for, and the line of what there is."""
        page, theme = self.page, self.page.theme
        room, name = LEAD - 16, people.name[:1].upper() + people.name[1:]
        unit = _("person-weeks a quarter")
        if isinstance(people, SharedMoney):
            unit = _("thousand {currency} a quarter", currency=people.currency) if people.currency else _(
                "thousand a quarter")  # fmt: skip
        made: list[Element] = [
            page.label(f"people-{people.id}", name, page.left, y + 26, room, 30, bold=True),
            page.label(f"unit-{people.id}", unit, page.left, y + 56, room, 24, color=theme.muted),
        ]
        most = max(*people.capacity, *people.asked, *people.planned, 0.1)
        for index in range(len(self.calendar.labels)):
            made += self._column(people, index, y + tall - 22, (tall - 48) / most)
        return made

    def _column(self, people: SharedPeople, index: int, base: float, scale: float) -> list[Element]:
        """A quarter of the shared people, ``scale`` pixels for each person-week above ``base``."""
        page, theme, begins = self.page, self.page.theme, self.calendar.begins
        label = self.calendar.labels[index]
        there, asked, planned = people.capacity[index], people.asked[index], people.planned[index]
        x0, x1 = self.axis.x(begins[index]), self.axis.x(begins[index + 1])
        wide = (x1 - x0) * 0.62
        x = (x0 + x1 - wide) / 2
        made: list[Element] = []
        over = asked > there + 0.05 and asked > planned + 0.05
        if over:
            made.append(Shape(f"asked-{people.id}-{label}", "band", x, base - asked * scale, wide,
                              (asked - planned) * scale, fill=theme.paper, hatch=theme.loads[3], stroke=theme.loads[3],
                              stroke_width=1))  # fmt: skip
        paint = theme.card(theme.loads[1] if planned <= there + 0.005 else theme.loads[3])
        words = {
            "role": people.name, "quarter": phrases.quarter(label), "planned": phrases.amount(planned),
            "there": phrases.amount(there),
        }  # fmt: skip
        if isinstance(people, SharedMoney):
            said = _("{role}, {quarter}: {planned} of {there} thousand", **words)
        else:
            said = _("{role}, {quarter}: {planned} of {there} person-weeks", **words)
        made.append(Shape(f"planned-{people.id}-{label}", "band", x, base - planned * scale, wide,
                          max(planned * scale, 1), fill=paint.fill, stroke=paint.stroke, stroke_width=1,
                          alt=said))  # fmt: skip
        made.append(
            Shape(f"has-{people.id}-{label}", "grid", x0, base - there * scale - 1.5, x1 - x0, 3, fill=theme.ink)
        )
        number = self._number(planned, wide)
        if round(planned, 1) and number:
            inside = planned * scale >= 24
            made.append(page.label(f"amount-{people.id}-{label}", number, x, base - (22 if inside else 0), wide,
                                   20 if inside else 18, (16, FLOOR), bold=True, anchor="middle",
                                   color=paint.text if inside else theme.ink,
                                   on=paint.fill if inside else ""))  # fmt: skip
        if over and (more := self._number(asked, wide)):
            made.append(page.label(f"asks-{people.id}-{label}", more, x, base - asked * scale - 20, wide, 18,
                                   (15, FLOOR), anchor="middle", color=theme.muted))  # fmt: skip
        return made

    def _number(self, amount: float, room: float) -> str:
        """A number as the text says it, whole where that is too wide; empty where nothing fits."""
        ways = (phrases.amount(amount), phrases.amount(round(amount)))
        return next((words for words in ways if width(words, 16, True) <= room), "")

    def _legend(self) -> list[Entry]:
        page, theme = self.page, self.page.theme
        seen = {stage.number for one in self.portfolio.members for stage in one.stages if stage.day is not None}
        made = [
            Entry("stage", one.name, page.stage(one.number).fill, page.stage(one.number).stroke)
            for one in self.portfolio.members[0].roadmap.stages
            if one.number in seen
        ]
        plans = [member.roadmap for member in self.portfolio.members]
        if any(one.diagnosis.stage_number < one.aimed_stage and one.reaching(one.aimed_stage) is None for one in plans):
            made.append(Entry("hatch", _("not reached"), theme.paper, theme.line))
        if self.panels:
            made.append(Entry("fill", _("planned"), theme.loads[1]))
        if any(one.short for one in self.panels):
            made.append(Entry("hatch", _("asked for, if there were enough"), theme.paper, theme.loads[3]))
        return made

    def _subtitle(self) -> str:
        if not self.panels:
            return ""
        return _(
            "the way to each stage, in it what it takes of {role}; below, what there is (line) and what is planned",
            role=self.panels[0].name,
        )

    def _alt(self) -> str:
        own = self.portfolio
        said = [own.title]
        for member in own.members:
            dates = [
                f"{stage.name} {stage.day}" if stage.day else _("{stage} not reached", stage=stage.name)
                for stage in member.stages
            ]
            said.append(f"{member.roadmap.name}: {', '.join(dates)}" if dates else member.roadmap.name)
        return ". ".join(_capped(said, 40))


def _capped(words: Sequence[str], most: int) -> list[str]:
    return [*words[:most], "…"] if len(words) > most else list(words)
