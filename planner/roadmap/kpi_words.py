"""What there is to say of KPIs, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.i18n import phrases
from planner.i18n.translation import _, day, grouped, ngettext
from planner.roadmap.kpis import BEHIND, ON_COURSE, OPEN, REACHED, UNMEASURED, KpiTrack


def state_of(track: KpiTrack) -> str:
    """How it stands, in two or three words."""
    return {
        REACHED: _("target reached"),
        ON_COURSE: _("on course"),
        BEHIND: _("behind"),
        UNMEASURED: _("not measured yet"),
        OPEN: _("no target"),
    }[track.state]


def is_count(track: KpiTrack) -> bool:
    """Whether its unit says nothing: a number of what it is called."""
    return track.unit in ("", "number", _("number"))


def amount(track: KpiTrack, value: float) -> str:
    """A value with its unit."""
    return grouped(value, 2) if is_count(track) else f"{grouped(value, 2)} {track.unit}"


def headline(tracks: Sequence[KpiTrack]) -> str:
    """The finding about all of them, in a line."""
    measured = [one for one in tracks if one.state in (REACHED, ON_COURSE, BEHIND)]
    behind = [one for one in measured if one.state == BEHIND]
    if not measured:
        late = [one for one in tracks if one.too_late]
        if late:
            return ngettext(
                "{n} of {all} targets is due before anything in the plan can move it: {names}",
                "{n} of {all} targets are due before anything in the plan can move them, among them {names}",
                len(late), names=phrases.listing([one.name for one in late[:2]]), all=len(tracks),
            )  # fmt: skip
        return ngettext("{n} KPI has not been measured since its baseline",
                        "None of {n} KPIs has been measured since its baseline", len(tracks))  # fmt: skip
    if behind:
        names = phrases.listing([one.name for one in behind[:2]])
        return ngettext("{n} of {all} measured KPIs is behind: {names}",
                        "{n} of {all} measured KPIs are behind, among them {names}", len(behind), names=names,
                        all=len(measured))  # fmt: skip
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
    if not parts:
        return _("nothing in the plan moves it")
    words = _("moved by {names}", names=phrases.listing(parts))
    return _("{moved}: after the target's day", moved=words) if track.too_late else words
