"""What public functions are given is looked at: nothing that is misspelt is ignored, nothing wrong ends in a traceback."""

from __future__ import annotations

from datetime import date

import pytest

import planner
from planner.plugins import Scorer, Sequence, Sequencer

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"


@pytest.mark.parametrize(
    ("function", "keyword", "words"),
    [
        (planner.plan, {"scorer": "cd3"}, "plan() has no argument 'scorer'; did you mean 'scorers'?"),
        (planner.plan, {"objectives": "value"}, "plan() has no argument 'objectives'; did you mean 'objective'?"),
        (planner.plan, {"langauge": "he"}, "plan() has no argument 'langauge'; did you mean 'language'?"),
        (planner.simulate, {"drawz": 5}, "simulate() has no argument 'drawz'"),
        (planner.whatif, {"limit": 5}, "whatif() has no argument 'limit'; did you mean 'limits'?"),
        (planner.robustness, {"objektive": "value"}, "robustness() has no argument 'objektive'"),
        (planner.plan, {"scorers": 3}, "scorers=3: give names"),
        (planner.plan, {"scorers": {"cd3": "much"}}, "scorers['cd3']='much' is not a number"),
        (planner.plan, {"scorers": {"cd3": -1}}, "scorers['cd3']=-1 is not at least 0"),
        (planner.plan, {"scorers": ["cd4"]}, "did you mean 'cd3'?"),
        (planner.plan, {"sequencer": None}, "sequencer=None is not a text such as 'auto'"),
        (planner.plan, {"objective": 5}, "objective=5 is not a text"),
        (planner.plan, {"discount": "8 %"}, "discount='8 %' is not a number"),
        (planner.plan, {"discount": float("nan")}, "discount=nan is not between 0 and 10"),
        (planner.plan, {"limits": 30}, "limits=30 is not Limits"),
        (planner.plan, {"language": 5}, "language=5 is not a text"),
        (planner.plan, {"options": [1]}, "options=[1] are not by kind and name"),
        (planner.plan, {"registry": "plugins"}, "registry='plugins' is not a Registry"),
        (planner.plan, {"overrides": [5]}, "overrides are a mapping"),
        (planner.plan, {"overrides": 5}, "overrides are a mapping"),
        (planner.plan, {"objective": ["finish", 5]}, "objective=5 is not a text"),
        (planner.plan, {"baseline": 5}, "baseline=5 is not the path"),
        (planner.plan, {"discount": 10**400}, "discount is too large a number"),
        (planner.plan, {"scorers": {"cd3": float("inf")}}, "is not a finite number"),
        (planner.simulate, {"draws": "many"}, "draws='many' is not a whole number"),
        (planner.simulate, {"draws": 1.5}, "draws=1.5 is not a whole number"),
        (planner.simulate, {"correlation": 2}, "correlation=2 is not between 0 and 1"),
        (planner.robustness, {"draws": 0}, "draws=0 is not at least 1"),
        (planner.whatif, {"people": "three"}, "people='three' is not a number"),
    ],
)
def test_wrong_keywords_are_refused(function, keyword, words):
    with pytest.raises(planner.PlannerError) as error:
        function(BANK, **keyword)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: planner.plan(None), "NoneType is no source"),
        (lambda: planner.plan({"organisation": "x"}), "the mapping: 'start' is missing"),
        (lambda: planner.load(5), "int is no source"),
        (lambda: planner.load(BANK, today="2027-01-01"), "today='2027-01-01' is not a date"),
        (lambda: planner.load(BANK, registry=5), "registry=5 is not a Registry"),
        (lambda: planner.explain(BANK, 5), "capability=5 is not a text"),
        (lambda: planner.explain(BANK, "social-crm", slips_by="four"), "slips_by='four' is not a whole number"),
        (lambda: planner.earlier(BANK, "social-crm", weeks="13"), "weeks='13' is not a whole number"),
        (lambda: planner.compare(BANK), "is not a list of files"),
        (lambda: planner.replan(BANK, in_force=BANK, today="2027-01-01"), "today='2027-01-01' is not a date"),
        (lambda: planner.replan(BANK, in_force=BANK, today=date(2028, 1, 1), objective="cost"), "sets 'objective' itself"),
        (lambda: planner.export(planner.load(BANK), "svg"), "Loaded is no roadmap"),
        (lambda: planner.export(planner.plan(BANK), "svg", style={"width": 5}), "is not a Style"),
        (lambda: planner.plan(planner.load(BANK), overrides={"budget": 5}), "overrides go with a document"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused(call, words):
    with pytest.raises(planner.PlannerError) as error:
        call()
    assert words in str(error.value)


def test_a_wrong_keyword_is_a_type_error_as_of_any_function():
    with pytest.raises(TypeError):
        planner.plan(BANK, scorer="cd3")


@pytest.mark.long
def test_names_lists_and_records_are_understood():
    usual = planner.plan(BANK)
    assert planner.plan(BANK, scorers="cd3").placements == usual.placements
    assert planner.plan(BANK, scorers=["cd3", "risk"]).scorers == {"cd3": 1.0, "risk": 1.0}
    assert planner.plan(BANK, objective=["finish", "value"]).proof == planner.plan(BANK, objective="finish,value").proof
    cheap = Scorer.each("cheap", lambda step: 1 / (1 + step.cost))
    assert planner.plan(BANK, scorers=cheap).scorers == {"cheap": 1.0}
    assert planner.plan(BANK, scorers=[cheap, "risk"]).scorers == {"cheap": 1.0, "risk": 1.0}
    nothing = Sequencer("nothing", lambda project, priority, limits: Sequence({}))
    assert planner.plan(BANK, sequencer=nothing).sequencer == "nothing"
    with pytest.raises(planner.PluginError, match="already taken"):
        planner.plan(BANK, scorers=Scorer.each("cd3", lambda step: 1.0))


def test_values_in_place_of_the_documents():
    for overrides in ({"budget": 90, "capacity.social": 30}, ["budget=90", "capacity.social=30"]):
        changed = planner.load(BANK, overrides=overrides).organisation
        assert changed.budget.at(0) == 90
        assert changed.capacity["social"].at(0) == 30
    less = planner.plan(BANK, overrides={"targets": {"house-rules": 2}})
    assert less.placements != planner.plan(BANK).placements
    assert planner.load(BANK).organisation.budget.at(0) != 90, "for that time only"
    with pytest.raises(planner.PlannerError, match="budgett"):
        planner.load(BANK, overrides={"budgett": 5})
