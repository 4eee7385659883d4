from pathlib import Path

import pytest

import planner
from planner.testing import check_scorer, situation

EXPORT = Path(__file__).parent.parent / "export.csv"


def plan(**options: object) -> planner.Roadmap:
    given = {"scorers": {"crm-evidence": options}}
    return planner.plan(situation("sample").loaded, scorers={"crm-evidence": 1}, options=given)


def test_it_keeps_the_contract() -> None:
    check_scorer("crm-evidence")


def test_what_the_crm_asks_for_most_scores_highest() -> None:
    roadmap = plan(file=str(EXPORT), weight=100.0)
    best = max(roadmap.placements, key=lambda step: step.priority)
    assert best.capability == "social-crm"
    parts = {part.name: part.value for part in best.scores[0].parts}
    assert parts["money asking for it"] >= 120_000


def test_the_other_columns_of_an_export_may_have_any_name(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text('thema,umsatz\nsocial-care,"1,500"\n', "utf-8")
    assert plan(file=str(file), topic="thema", amount="umsatz").placements


@pytest.mark.parametrize("text", ["topic\nx\n", "topic,amount\nx,much\n", "topic,amount\nx,-1\n"])
def test_a_faulty_export_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(planner.PlannerError, match=r"cases\.csv:2"):
        plan(file=str(file))
