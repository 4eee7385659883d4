"""What a user meets where a claim of the article holds: a plan, a finding, a picture, an interview. One function for
each of the 60 rows; it is true in the world of the bundled journey, and false where the claim is made untrue."""

from __future__ import annotations

from collections.abc import Callable

from planner.assessment import interview

from claim_world import (
    ALL,
    CHANNELS,
    STAGE_1,
    STAGE_2,
    World,
    begins,
    effort_outside,
    one_after_another,
    owners,
    planned,
    reached,
    week,
    why,
)  # fmt: skip

BEHAVIOUR: dict[str, Callable[[World], bool]] = {}


def row(name: str) -> Callable[[Callable[[World], bool]], Callable[[World], bool]]:
    def keep(holds: Callable[[World], bool]) -> Callable[[World], bool]:
        BEHAVIOUR[name] = holds
        return holds

    return keep


@row("I.1")
def where_it_sits_follows_from_what_it_is_for(w: World) -> bool:
    proposed = {
        goal: interview.fitting_owner(w.journey, {goal: 1}) for goal in ("service-cost", "sales-crm", "awareness")
    }
    roles = {goal: one.role for goal, one in proposed.items() if one}
    service, reach = (w.plan(goals={goal: 1}, target_stage="streamline") for goal in ("service-cost", "awareness"))
    return (
        roles == {"service-cost": "svc", "sales-crm": "sales", "awareness": "mkt"}
        and effort_outside(service, "mkt", "pr") > effort_outside(reach, "mkt", "pr") + 0.1
    )


@row("I.2")
def what_it_is_for_follows_from_how_far_along(w: World) -> bool:
    first = {one.goal for one in interview.offers(w.journey, {}) if not one.near}
    later = {one.goal for one in interview.offers(w.journey, STAGE_2) if not one.near}
    return first == {"employee-efficiency"} and not later


@row("I.3")
def ownership_is_the_wrong_first_question(w: World) -> bool:
    first = w.journey.capabilities[w.asked({})[0]]
    stall = w.stuck({"executive-sponsorship": 1}).get("owner-undecided")
    return not interview.is_about_ownership(w.journey, first) and stall is not None and "goals first" in stall.what


@row("I.4")
def naming_future_goals_matters_more(w: World) -> bool:
    plan = w.native()
    owned = one_after_another(plan, "ambition-map", "single-owner")
    written = one_after_another(plan, "ambition-map", "shared-strategy")
    return owned and written and ("rule", "goals-first") in why(plan, "ambition-map")


@row("I.5")
def so_does_a_social_culture(w: World) -> bool:
    return ("belongs", "native") in why(w.native(), "social-culture")


@row("I.6")
def it_keeps_entering_functions(w: World) -> bool:
    plan = w.native()
    return len(owners(plan, 1)) < len(owners(plan, 2)) and len(owners(plan, 1) | owners(plan, 2) | owners(plan, 3)) >= 8


@row("I.7")
def one_looks_along_the_curve(w: World) -> bool:
    plan = w.plan(goals=ALL, target_stage="streamline")
    beyond = plan.beyond
    return (
        beyond is not None and beyond.next_number == 3 and bool(beyond.asks) and "would then ask for" in w.report(plan)
    )


@row("I.8")
def it_is_more_than_social_media_marketing(w: World) -> bool:
    narrow = w.findings(goals={"awareness": 1}, target_stage="streamline")
    return "only-awareness" in narrow and effort_outside(w.native(), "mkt", "pr") > 0.6


@row("I.9")
def it_reaches_every_audience_and_function(w: World) -> bool:
    every = (
        "marketing-alignment",
        "social-care",
        "stakeholder-dialogue",
        "employee-advocacy",
        "co-creation",
        "crisis-playbook",
    )
    alone = {goal: w.plan(goals={goal: 1}) for goal in ALL}
    served = all(any(("goal", goal) in why(one, p.capability) for p in one.placements) for goal, one in alone.items())
    areas = {p.area for one in alone.values() for p in one.placements}
    return served and set(every) <= set(w.journey.capabilities) and areas == set(w.journey.areas)


@row("I.10")
def it_is_simplified(w: World) -> bool:
    words = w.words_of(w.native(), "journey")
    return len(w.journey.stages) == 3 and all(
        stage.name.say() in words and 0 < len(stage.summary.say()) < 120 for stage in w.journey.stages
    )


@row("I.11")
def stages_are_rough(w: World) -> bool:
    plan = w.native()
    last = max(p.finish for p in plan.placements if p.stage_number == 1)
    return min(p.start for p in plan.placements if p.stage_number == 2) < last


@row("I.12")
def parts_are_adopted_at_different_speeds(w: World) -> bool:
    levels = {"collaboration-network": 2, "basic-presence": 3, "publishing-process": 2, "social-care": 1}
    areas = w.plan(levels=levels, goals=ALL).diagnosis.areas
    return len(areas) == 11 and len({round(area.mean, 2) for area in areas}) >= 4


@row("S1.1")
def first_channels_are_developed(w: World) -> bool:
    plan = w.native()
    return reached(plan, 1) < reached(plan, 2) < reached(plan, 3) < 10_000


@row("S1.2")
def goals_may_be_unclear_then(w: World) -> bool:
    plan = w.plan(levels=CHANNELS, goals=ALL)
    return (
        plan.diagnosis.stage == "channels"
        and plan.diagnosis.levels["goal-setting"] == 0
        and planned(plan, "goal-setting")
    )


@row("S1.3")
def results_are_those_of_marketing_or_pr(w: World) -> bool:
    steps = [p for p in w.native().placements if p.stage_number == 1]
    own = sum(p.owner in ("mkt", "pr") for p in steps)
    return own > len(steps) / 2 and "channel-mentality" in w.stuck(CHANNELS)


@row("S1.4")
def there_is_a_basic_presence_where_it_matters(w: World) -> bool:
    plan = w.native()
    first = {p.capability for p in plan.placements if p.stage_number == 1 and p.finish <= reached(plan, 2)}
    return "basic-presence" in first and "audience" in w.question("basic-presence", 2)


@row("S1.5")
def it_is_run_informally_by_campaign(w: World) -> bool:
    informal = [p for p in w.native().placements if p.stage_number == 1 and p.to_level == 1]
    return not informal and "campaign-only" in w.stuck({"basic-presence": 1})


@row("S1.6")
def it_is_to_bring_reach(w: World) -> bool:
    plan = w.plan(goals={"awareness": 1}, target_stage="streamline")
    return ("goal", "awareness") in why(plan, "basic-presence") and planned(plan, "reach-reporting", "short-video")


@row("S1.7")
def advocates_or_an_agency_make_it_formal(w: World) -> bool:
    ways = ("internal-champions", "agency-support")
    plan = w.native()
    without = w.native(priorities={"internal-champions": "wont"})
    return any(one_after_another(plan, way, "publishing-process") for way in ways) and one_after_another(
        without, "agency-support", "publishing-process"
    )


@row("S1.8")
def that_is_publishing(w: World) -> bool:
    return ("goal", "awareness") in why(w.plan(goals={"awareness": 1}), "publishing-process")


@row("S1.9")
def conversations(w: World) -> bool:
    return ("goal", "engagement") in why(w.plan(goals={"engagement": 1}), "conversation-handling")


@row("S1.10")
def and_being_in_step_in_no_fixed_order(w: World) -> bool:
    three = ("publishing-process", "conversation-handling", "marketing-alignment")
    plan = w.plan(goals={"awareness": 1}, targets=dict.fromkeys(three, 2))
    return planned(plan, *three) and not any(
        set(p.needs) & {f"{one}@2" for one in three} for p in plan.placements if p.capability in three
    )


@row("S1.11")
def outreach_may_extend_pr(w: World) -> bool:
    with_it, without = w.plan(goals={"awareness": 1}), w.plan(goals={"service-cost": 1})
    led = {p.owner for p in with_it.placements if p.capability == "influencer-outreach"}
    return led == {"pr"} and not planned(without, "influencer-outreach")


@row("S1.12")
def which_widens_conversation_and_awareness(w: World) -> bool:
    plan = w.plan(goals={"awareness": 1})
    more = w.plan(goals={"engagement": 1}, target_stage="streamline")
    return ("goal", "awareness") in why(plan, "influencer-outreach") and ("goal", "engagement") in why(
        more, "influencer-relations"
    )


@row("S1.13")
def a_few_people_fit_it_in(w: World) -> bool:
    stall = w.stuck({"internal-champions": 1}).get("volunteers")
    told = [peer for peer in w.plan(goals=ALL).peers if peer.id == "beside-other-work"]
    return stall is not None and bool(told) and told[0].history and "on top of other duties" in told[0].finding


@row("S1.14")
def marketing_owns_it_with_the_input_of_pr(w: World) -> bool:
    plan = w.native()
    step = next(p for p in plan.placements if p.capability == "interim-ownership")
    return {step.owner, *step.contributor_roles} == {"mkt", "pr"} and "marketing or PR" in w.words_of(plan, "ownership")


@row("S1.15")
def many_stop_here(w: World) -> bool:
    stall = w.stuck(CHANNELS).get("channel-mentality")
    return stall is not None and "Many companies stop here" in stall.what


@row("S1.16")
def because_going_on_means_leaving_channels_behind(w: World) -> bool:
    plan = w.plan(levels=CHANNELS, goals=ALL)
    steps = ("ambition-map", "outcome-measurement")
    return planned(plan, *steps) and all(any(kind == "stall" for kind, _what in why(plan, one)) for one in steps)


@row("S1.17")
def and_beginning_to_think_socially(w: World) -> bool:
    return "social-culture" in w.asked({**CHANNELS, "internal-champions": 1, "goal-setting": 1, "house-rules": 1})


@row("S2.1")
def second_it_is_streamlined(w: World) -> bool:
    plan = w.native()
    gates = ("executive-sponsorship", "annual-budget", "cross-functional-council")
    return (
        sum(week(plan, one) <= reached(plan, 2) for one in gates) >= 2
        and reached(w.plan(levels=STAGE_1, goals=ALL), 2) > 0
    )


@row("S2.2")
def towards_community(w: World) -> bool:
    return ("goal", "community") in why(
        w.plan(goals={"community": 1}, target_stage="streamline"), "community-programme"
    )


@row("S2.3")
def reputation(w: World) -> bool:
    plan = w.plan(goals={"reputation-risk": 1}, target_stage="streamline")
    return ("goal", "reputation-risk") in why(plan, "reputation-monitoring")


@row("S2.4")
def risk(w: World) -> bool:
    plan = w.plan(goals={"reputation-risk": 1}, target_stage="streamline")
    return one_after_another(plan, "house-rules", "crisis-playbook") and ("goal", "reputation-risk") in why(
        plan, "crisis-playbook"
    )


@row("S2.5")
def advocacy(w: World) -> bool:
    own = {
        "customer-advocacy": w.plan(goals={"community": 1}, target_stage="streamline"),
        "employee-advocacy": w.plan(goals={"employee-efficiency": 1}, target_stage="streamline"),
        "influencer-relations": w.plan(goals={"awareness": 1}, target_stage="streamline"),
    }
    return all(any(kind == "goal" for kind, _what in why(plan, one)) for one, plan in own.items())


@row("S2.6")
def and_social_crm(w: World) -> bool:
    plan = w.plan(goals={"sales-crm": 5, "service-cost": 4}, target_stage="streamline")
    return ("goal", "sales-crm") in why(plan, "social-crm") and one_after_another(plan, "social-care", "social-crm")


@row("S2.7")
def units_come_under_one_strategy(w: World) -> bool:
    many, alone = w.native(), w.native(units=1)
    lag = begins(many, "unit-onboarding") - week(many, "shared-strategy")
    return (
        one_after_another(many, "shared-strategy", "unit-onboarding")
        and lag >= 4
        and not planned(alone, "unit-onboarding")
    )


@row("S2.8")
def the_organisation_puts_its_weight_behind_it(w: World) -> bool:
    plan = w.native()
    return all(one_after_another(plan, "executive-sponsorship", one) for one in ("annual-budget", "shared-strategy"))


@row("S2.9")
def and_an_annual_budget(w: World) -> bool:
    plan = w.native(fiscal_year_starts=4)
    line = next((p for p in plan.placements if p.capability == "annual-budget"), None)
    large = {c.id for c in w.journey.capabilities.values() if c.cost.likely >= 10}
    spent = [p for p in plan.placements if p.capability in large and p.stage_number == 2 and p.area != "governance"]
    return (
        line is not None and plan.calendar.day(line.finish).month in (4, 5, 6)
        and all(p.start >= line.finish for p in spent)
    )  # fmt: skip


@row("S2.10")
def marketing_and_pr_work_closely(w: World) -> bool:
    step = next((p for p in w.native().placements if p.capability == "single-owner"), None)
    return (
        step is not None
        and {"mkt", "pr"} <= set(step.contributor_roles)
        and "plan together" in w.question("single-owner", 2)
    )


@row("S2.11")
def one_discipline_takes_ownership(w: World) -> bool:
    plan = w.native()
    return planned(plan, "single-owner") and not planned(plan, "split-charter")


@row("S2.12")
def or_a_clear_split_is_written_down(w: World) -> bool:
    plan = w.native(priorities={"single-owner": "wont"})
    return one_after_another(plan, "split-charter", "shared-strategy")


@row("S2.13")
def which_makes_good_work_harder(w: World) -> bool:
    goals = {"goals": {"service-cost": 1}}
    one, split = w.plan(**goals), w.plan(**goals, priorities={"single-owner": "wont"})
    told = {finding.check: finding.what for finding in split.findings}
    care = [next(p for p in plan.placements if p.capability == "social-care").effort for plan in (one, split)]
    return care[1] > care[0] and "more" in told.get("one-owner", "")


@row("S2.14")
def sales_service_legal_and_operations_have_a_say(w: World) -> bool:
    told = w.findings(goals=ALL).get("council-seats", "")
    empty = w.plan(goals=ALL, levels=STAGE_2, seats={"cross-functional-council": ["legal"]})
    return all(word in told for word in ("Sales", "Customer service", "Legal", "Operations")) and (
        empty.diagnosis.levels["cross-functional-council"] == 1
    )


@row("S2.15")
def a_specialist_can_balance_interests(w: World) -> bool:
    plan = w.plan(priorities={"in-house-specialists": "wont"}, targets={"staff-training": 2})
    step = next((p for p in plan.placements if p.capability == "specialist-agency"), None)
    return step is not None and {"pr", "legal", "agency"} <= set(step.contributor_roles)


@row("S2.16")
def and_advise_on_good_practice(w: World) -> bool:
    plan = w.plan(priorities={"in-house-specialists": "wont"}, targets={"staff-training": 2})
    return one_after_another(plan, "specialist-agency", "staff-training")


@row("S2.17")
def late_in_the_stage_specialists_are_hired(w: World) -> bool:
    plan = w.native(capacity={"social": 40})
    use = {u.quarter: u.capacity or 0.0 for u in plan.capacity_use if u.role == "social"}
    first, last = use[min(use)], use[max(use)]
    return one_after_another(plan, "annual-budget", "in-house-specialists") and last >= first + 10


@row("S2.18")
def and_tools_and_techniques_spread(w: World) -> bool:
    plan = w.native()
    return one_after_another(plan, "staff-training", "unit-onboarding") and one_after_another(
        plan, "shared-strategy", "shared-toolset"
    )


@row("S3.1")
def third_it_becomes_native(w: World) -> bool:
    plan = w.native()
    gates = ("distributed-ownership", "ambition-map")
    return planned(plan, *gates) and reached(plan, 3) >= max(week(plan, one) for one in gates)


@row("S3.2")
def its_goals_spread_into_further_functions(w: World) -> bool:
    step = next((p for p in w.native().placements if p.capability == "distributed-ownership"), None)
    return step is not None and len({"svc", "sales", "hr", "prod", "ops"} & set(step.contributor_roles)) >= 4


def wanted_for(w: World, goal: str, capability: str) -> bool:
    return ("goal", goal) in why(w.plan(goals={goal: 1}), capability)


@row("S3.3")
def social_intelligence(w: World) -> bool:
    plan = w.plan(goals={"insight-innovation": 1})
    return wanted_for(w, "insight-innovation", "social-intelligence") and one_after_another(
        plan, "outcome-measurement", "social-intelligence"
    )


@row("S3.4")
def collaboration_inside(w: World) -> bool:
    plan = w.plan(goals={"employee-efficiency": 1})
    return wanted_for(w, "employee-efficiency", "collaboration-network") and one_after_another(
        plan, "collaboration-network", "knowledge-communities"
    )


@row("S3.5")
def efficiency(w: World) -> bool:
    return wanted_for(w, "employee-efficiency", "process-efficiency") and wanted_for(
        w, "service-cost", "process-efficiency"
    )


@row("S3.6")
def insight_that_is_used(w: World) -> bool:
    return one_after_another(w.plan(goals={"insight-innovation": 1}), "social-intelligence", "insight-decisions")


@row("S3.7")
def innovation(w: World) -> bool:
    plan = w.plan(goals={"insight-innovation": 1})
    return wanted_for(w, "insight-innovation", "innovation-pipeline") and one_after_another(
        plan, "insight-decisions", "innovation-pipeline"
    )


@row("S3.8")
def advocacy_that_goes_further(w: World) -> bool:
    return one_after_another(w.plan(goals={"insight-innovation": 1}), "customer-advocacy", "advanced-advocacy")


@row("S3.9")
def work_with_consumers_and_influencers(w: World) -> bool:
    own = w.plan(goals={"insight-innovation": 1})
    creators = w.plan(goals={"insight-innovation": 1}, priorities={"community-programme": "wont"})
    led = {p.owner for p in own.placements if p.capability == "co-creation"}
    return led == {"prod"} and one_after_another(creators, "influencer-relations", "co-creation")


@row("S3.10")
def even_old_systems_are_connected(w: World) -> bool:
    plan = w.plan(targets={"legacy-integration": 2})
    after = [p for p in plan.placements if p.start >= week(plan, "legacy-integration")]
    return one_after_another(plan, "shared-toolset", "legacy-integration") and not after


@row("S3.11")
def it_is_no_longer_concentrated_in_marketing(w: World) -> bool:
    last = w.native().capacity_use[-1].quarter
    at_end = [use for use in w.native().capacity_use if use.quarter == last]
    whole = sum(use.run + use.work for use in at_end)
    return sum(use.run + use.work for use in at_end if use.role in ("mkt", "pr")) < whole / 2


@row("S3.12")
def but_everywhere(w: World) -> bool:
    return one_after_another(w.native(), "unit-onboarding", "distributed-ownership")


@row("S3.13")
def and_in_its_culture(w: World) -> bool:
    plan = w.plan(goals={"employee-efficiency": 1})
    ways = ("distributed-ownership", "collaboration-network")
    return planned(plan, "social-culture") and any(one_after_another(plan, way, "social-culture") for way in ways)
