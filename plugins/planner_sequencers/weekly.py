"""The classic RCPSP (periods of one week, nothing but work) decoded fast: for each role and each amount that is
asked of it, one whole number holds the weeks in which that much is free, so that the first fitting start is a
few shifts away."""

from planner.project import Project
from planner_sequencers.decoding import Decoder


def is_weekly(project: Project) -> bool:
    """Whether capacity is per week, roles are all limited, and work is all there is to it."""
    begins = project.begins
    return (
        project.plain
        and project.budget is None
        and not project.handovers
        and begins[-1] == len(begins) - 1
        and all(
            not a.run
            and not a.grants
            and all(role in project.capacity and n % a.weeks == 0 for role, n in a.work.items())
            for a in project.activities
        )
    )


def decoder_for(project: Project) -> Decoder:
    return WeeklyDecoder(project) if is_weekly(project) else Decoder(project)


class WeeklyDecoder(Decoder):
    """A decoder that looks at weeks as bits."""

    def __init__(self, project: Project):
        super().__init__(project)
        roles = list(project.capacity)
        self.demand = [
            [(roles.index(role), amount // a.weeks) for role, amount in a.work.items() if amount]
            for a in project.activities
        ]
        self._capacity = [list(project.capacity[role]) for role in roles]
        self._levels = [
            sorted({amount for demand in self.demand for r, amount in demand if r == role})
            for role in range(len(roles))
        ]
        self._free = [
            {level: sum(1 << week for week, n in enumerate(self._capacity[role]) if n >= level) for level in levels}
            for role, levels in enumerate(self._levels)
        ]
        self._allowed = [activity.allowed for activity in project.activities]

    def decode(self, order: list[int]) -> list[int]:
        left = [list(amounts) for amounts in self._capacity]
        free = [dict(levels) for levels in self._free]
        starts = [-1] * len(self.weeks)
        for i in order:
            ready, waits = 0, False
            for need in self.needs[i]:
                if starts[need] < 0:
                    waits = True
                    break
                finish = starts[need] + self.weeks[need]
                ready = finish if finish > ready else ready
            if waits:
                continue
            weeks, demand = self.weeks[i], self.demand[i]
            fitting = self._allowed[i] >> ready
            if demand:
                window = -1
                for role, amount in demand:
                    window &= free[role][amount]
                window >>= ready
                covered = 1
                while covered < weeks:  # doubling: after it, a bit stands for `weeks` free weeks from there on
                    step = min(covered, weeks - covered)
                    window &= window >> step
                    covered += step
                fitting &= window
            if not fitting:
                continue
            start = ready + (fitting & -fitting).bit_length() - 1
            if start + weeks > self.project.horizon:
                continue
            starts[i] = start
            for role, amount in demand:
                row, levels = left[role], self._levels[role]
                taken: dict[int, int] = {}
                for week in range(start, start + weeks):
                    before = row[week]
                    row[week] = after = before - amount
                    for level in levels:
                        if after < level <= before:
                            taken[level] = taken.get(level, 0) | 1 << week
                for level, bits in taken.items():
                    free[role][level] &= ~bits
        return self.useful(starts) if -1 in starts else starts
