"""What the law asks for where the organisation works, as a check of a finished plan. Whom a law binds, and from when,
are data of the journey (``regulations``); here is what a plan leaves open."""

from collections.abc import Iterable, Iterator

from planner.plugins import Check, Finding, Journey, Organisation, Roadmap, _, day, hookimpl, phrases


def law_kept(roadmap: Roadmap, journey: Journey, organisation: Organisation) -> Iterator[Finding]:
    if journey.regions and journey.regulations and not organisation.regions:
        yield Finding(
            _("Which law binds is not known, and none was looked at: no region is stated"),
            _("Write where you work, for example 'regions: [{region}]'", region=next(iter(journey.regions))),
        )
    for one in roadmap.obligations:
        if one.status == "not-planned":
            what = _("{law}: {text}", law=one.name, text=one.text)
            mend = _("Plan it; where counsel says that it does not bind you, add 'relax: [{law}]'", law=one.id)
            yield Finding(what, mend, one.asks, "must")
    late = [one for one in roadmap.obligations if one.status == "late"]
    until = max((one.day for one in late if one.day is not None), default=None)
    if until is not None:
        laws = phrases.listing([one.name for one in late])
        about = tuple(dict.fromkeys(asked for one in late for asked in one.asks))
        yield Finding(
            _("Until {day} the plan does not have in place all that the law asks for: {laws}",
              day=day(until), laws=laws),
            _("Take interim measures until then, and let counsel say what cannot wait"), about,
        )  # fmt: skip


@hookimpl
def planner_checks() -> Iterable[Check]:
    yield Check("regulations", law_kept, "What the law asks for is in place when it applies")
