"""What there is to say of KPIs, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, log10

from planner.i18n import phrases
from planner.i18n.translation import N_, _, day, grouped, ngettext
from planner.roadmap.kpis import BEHIND, ON_COURSE, OPEN, REACHED, TOO_SOON, UNMEASURED, WAITING, KpiTrack


def state_of(track: KpiTrack) -> str:
    """How it stands, in two or three words."""
    return {
        REACHED: _("target reached"),
        ON_COURSE: _("on course"),
        BEHIND: _("behind"),
        TOO_SOON: _("target due too soon"),
        WAITING: _("nothing moves it yet"),
        UNMEASURED: _("not measured since"),
        OPEN: _("no target"),
    }[track.state]


def is_count(track: KpiTrack) -> bool:
    """Whether its unit says nothing: a number of what it is called."""
    return track.unit in ("", "number", _("number"))


def number(value: float) -> str:
    """A value with two decimals, or as many as a small one needs to be told from nothing."""
    small = value and abs(value) < 0.1
    return grouped(value, min(9, 2 - floor(log10(abs(value)))) if small else 2)


def amount(track: KpiTrack, value: float) -> str:
    """A value with its unit."""
    return number(value) if is_count(track) else f"{number(value)} {track.unit}"


def headline(tracks: Sequence[KpiTrack]) -> str:
    """The finding about all of them, in a line."""
    aimed = [one for one in tracks if one.target]
    if not aimed:
        return ngettext("{n} KPI has no target", "{n} KPIs have no target", len(tracks))
    for state, one, many in (
        (BEHIND, N_("{n} of {all} KPIs is behind: {names}"), N_("{n} of {all} KPIs are behind: {names}")),
        (TOO_SOON, N_("{n} of {all} targets is due before anything can move it: {names}"),
         N_("{n} of {all} targets are due before anything can move them: {names}")),
    ):  # fmt: skip
        found = [track for track in aimed if track.state == state]
        if found:
            names = phrases.listing([track.name for track in found[:2]])
            if len(found) > 2:
                names = _("{names} and {n} more", names=", ".join(track.name for track in found[:2]), n=len(found) - 2)
            return _(one if len(found) == 1 else many, n=len(found), all=len(aimed), names=names)
    measured = [one for one in aimed if one.state not in (UNMEASURED, WAITING)]
    if not measured and any(one.state == WAITING for one in aimed):
        return ngettext("Nothing moves the KPI yet: it is as it was", "Nothing moves the {n} KPIs yet: none is worse",
                        len(aimed))  # fmt: skip
    if not measured:
        return ngettext("{n} KPI has not been measured since its baseline",
                        "None of {n} KPIs has been measured since its baseline", len(aimed))  # fmt: skip
    reached = sum(one.state == REACHED for one in measured)
    if reached:
        return ngettext("The KPI that was measured has reached its target",
                        "All {n} measured KPIs are on course, {reached} of them at the target",
                        len(measured), reached=reached)  # fmt: skip
    return ngettext("The KPI that was measured is on course", "All {n} measured KPIs are on course", len(measured))


def sentences(track: KpiTrack) -> Iterator[str]:
    """What was measured, what is expected, and what is to move it, a clause each."""
    baseline, target, last = track.baseline, track.target, track.last
    if baseline:
        was = _("first measured as {value} on {day}") if track.measured_baseline else _("was {value} on {day}")
        yield was.format(value=amount(track, baseline.value), day=day(baseline.day))
    if last and (baseline is None or last.day > baseline.day):
        wanted = track.expected(last.day)
        words = _("measured {value} on {day}", value=amount(track, last.value), day=day(last.day))
        if wanted is not None and track.state != REACHED:
            words = _("{measured}, {expected} expected by then", measured=words, expected=amount(track, wanted))
        yield words
        if track.stale:
            yield _("that is long ago: measure again")
    if target:
        yield _("to be {value} by {day}", value=amount(track, target.value), day=day(target.day))
    yield moved_by(track)


def moved_by(track: KpiTrack) -> str:
    """What is to move it, from when, and whether that is too late for its target."""
    parts = [_("{name} (in place)", name=name) for name in track.in_place]
    parts += [_("{name} (live from {day})", name=one.name, day=day(one.live)) for one in track.movers]
    absent = [_("{name} (not in the plan)", name=name) for name in track.absent]
    if not parts:
        return _("nothing in the plan moves it")
    words = _("moved by {names}", names=phrases.listing(parts + absent))
    return _("{moved}: after the target's day", moved=words) if track.too_late else words
