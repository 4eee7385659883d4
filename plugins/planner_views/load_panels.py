"""What the view of load shows: roles by quarter, with what there is of them and what is asked of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from planner.plugins import Roadmap, Use

LEAST = 0.05  # person-weeks, less of which is not seen


@dataclass(frozen=True, slots=True)
class Panel:
    """A role by quarter, in person-weeks.

    Attributes:
        has, runs, works: of this plan.
        asked: what the plan in which everything fits asks for on top; ``added``: what it has more.
    """

    role: str
    name: str
    has: tuple[float, ...]
    runs: tuple[float, ...]
    works: tuple[float, ...]
    asked: tuple[float, ...]
    added: tuple[float, ...]

    @property
    def rows(self) -> Iterator[tuple[float, float, float]]:
        """(has, used, used with the rest) quarter by quarter."""
        for has, run, work, more in zip(self.has, self.runs, self.works, self.asked, strict=True):
            yield has, run + work, run + work + more

    @property
    def shares(self) -> list[float]:
        """What this plan uses of what there is."""
        return [_share(used, has) for has, used, _all in self.rows]

    @property
    def all_shares(self) -> list[float]:
        return [_share(used, has) for has, _used, used in self.rows]

    @property
    def short(self) -> float:
        """How much the change adds to every quarter, where the rest asks for more than there is: what steps of its own
        bring comes on top later, and what is asked for beyond both is tolerated, or too small to count."""
        added = self.added[1:] or self.added  # the first quarter may be a part of one
        return min(added, default=0.0) if any(used > has for has, _own, used in self.rows) else 0.0


def _share(used: float, has: float) -> float:
    """From the amounts as they are shown, so that two percents of one pair never differ."""
    return round(used, 1) / round(has, 1) if round(has, 1) else float(used > LEAST)


def panels_of(roadmap: Roadmap) -> tuple[list[str], list[Panel]]:
    """(quarters, roles whose capacity is known, the scarcest first). Quarters after this plan's own are those in which
    the plan where everything fits goes on: what is live then runs on."""
    own, more = _uses(roadmap), _uses(roadmap.changed) if roadmap.changed is not None else {}
    mine = list(dict.fromkeys(quarter for _role, quarter in own))
    quarters = list(dict.fromkeys([*mine, *(quarter for _role, quarter in more)]))
    made = []
    for role in dict.fromkeys(role for role, _quarter in own):
        rows = [
            _row(own.get((role, quarter)), more.get((role, quarter)), own.get((role, mine[-1]))) for quarter in quarters
        ]
        known = [row for row in rows if row is not None]
        if len(known) == len(rows):
            made.append(Panel(role, roadmap.roles[role], *zip(*known, strict=True)))
    return quarters, sorted(made, key=_scarce)


def _scarce(panel: Panel) -> tuple[float, float, float]:
    return -panel.short, -max(panel.shares), -max(panel.all_shares)


def _row(here: Use | None, there: Use | None, last: Use | None) -> tuple[float, float, float, float, float] | None:
    """(has, runs, works, asked, added) of a quarter; None: nobody has said what there is."""
    if here is None and last is not None:  # after this plan's last quarter: what is live runs on
        here = replace(last, work=0.0)
    if here is None or here.capacity is None or (there is not None and there.capacity is None):
        return None
    if there is None:
        return here.capacity, here.run, here.work, 0.0, 0.0
    asked = max(0.0, there.run + there.work - here.run - here.work)
    return here.capacity, here.run, here.work, asked, max(0.0, (there.capacity or 0.0) - here.capacity)


def _uses(roadmap: Roadmap) -> Mapping[tuple[str, str], Use]:
    return {(use.role, use.quarter): use for use in roadmap.capacity_use}
