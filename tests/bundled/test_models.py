"""Maturity models of others: read whole, or every loss is named; nothing is guessed, nothing becomes one that is two."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner

TWO = """---
meta: {version: 1.0.0}
---
Build:
  Code:
    Reviewed: {uuid: 1111-aa, level: 1}
    Signed: {uuid: 2222-bb, level: 2, dependsOn: [1111-aa]}
"""


def imported(text: str, tmp_path: Path, name: str = "model.yaml") -> object:
    (tmp_path / name).write_text(text, "utf-8")
    return planner.import_file(tmp_path / name)


def test_a_model_of_several_documents_with_dependencies_by_uuid(tmp_path):
    found = imported(TWO, tmp_path)
    assert found.document["capabilities"]["signed"]["needs"] == ["reviewed"]
    assert any("document 1 (meta) holds no activities" in note for note in found.notes)


def test_a_model_that_is_a_list(tmp_path):
    text = '[{"name": "Process", "activities": [{"name": "Plan", "level": "1"}, {"title": "Do", "level": 2, "dependsOn": "plan"}]}]'
    found = imported(text, tmp_path, "model.json")
    assert found.document["capabilities"]["do"]["needs"] == ["plan"]
    assert found.document["areas"] == {"activities": {"name": "activities"}} or len(found.document["areas"]) == 1


def test_names_that_would_become_one_stay_apart_and_are_told(tmp_path):
    found = imported(
        "Languages:\n  C++: {Lint: {level: 1}}\n  C#: {Lint: {level: 1}}\n  Код: {Тест: {level: 1}}\n  编码: {测试: {level: 1}}\n"
        "  code: {A: {level: 1}}\n  CODE: {a: {level: 1}}\n",
        tmp_path,
    )
    capabilities, areas = found.document["capabilities"], found.document["areas"]
    assert len(capabilities) == 6 and len(areas) == 6
    assert {one["name"] for one in areas.values()} == {"C++", "C#", "Код", "编码", "code", "CODE"}
    notes = " ".join(found.notes)
    for words in (
        "the area 'C#' has the id c-2, as c is that of 'C++'",
        "has no letters from a to z",
        "'编码'",
        "'CODE'",
    ):
        assert words in notes, words


def test_levels_that_are_none_are_reported_and_not_guessed(tmp_path):
    found = imported(
        "D:\n  S:\n    A: {level: high}\n    B: {level: 17}\n    C: {level: 2}\n    E: {level: 1.5}\n", tmp_path
    )
    assert list(found.document["capabilities"]) == ["c"]
    for words in ("'A' has the level 'high'", "'B' has the level '17'", "'E' has the level '1.5'"):
        assert any(words in note for note in found.notes), words


def test_circles_are_cut_where_least_is_lost(tmp_path):
    found = imported("D:\n  S:\n    A: {level: 1, dependsOn: [C]}\n    B: {level: 2, dependsOn: [A]}\n    C: {level: 3, dependsOn: [B]}\n",
                     tmp_path)  # fmt: skip
    needs = {key: one["needs"] for key, one in found.document["capabilities"].items()}
    assert needs == {"a": [], "b": ["a"], "c": ["b"]}
    assert any("in a circle: 'A' no longer waits for 'C'" in note for note in found.notes)


def test_what_several_are_called_is_not_chosen_from(tmp_path):
    text = "D:\n  S: {Test: {level: 1}, Use: {level: 1, dependsOn: [Test]}}\n  T: {Test: {level: 1}}\n  U: {Go: {level: 1, dependsOn: [Test, 'T:Test']}}\n"
    found = imported(text, tmp_path)
    needs = {one["name"]: one["needs"] for one in found.document["capabilities"].values()}
    assert needs["Use"] == ["test"], "the one beside it"
    assert needs["Go"] == ["test-2"] and any("which several are called" in note for note in found.notes)


def test_dependencies_of_which_none_resolves_are_an_error(tmp_path):
    with pytest.raises(planner.PlannerError, match="none of its 1 dependencies leads to another activity"):
        imported("D:\n  S:\n    A: {level: 1, dependsOn: [gone]}\n", tmp_path)


def test_the_next_command_that_is_printed_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("my model.yaml").write_text(TWO, "utf-8")
    said = run("import", "my model.yaml", "-o", "our journey.yaml").stdout
    assert "Next: planner journey show 'our journey.yaml'" in said
    assert run("journey", "show", "our journey.yaml").exit_code == 0
    assert "planner roadmap 'My Org.yaml'" in run("init", "My Org.yaml").stdout


def test_amounts_of_any_currency(tmp_path):
    loaded = planner.load("organisation: idr\nstart: 2027-01-01\ncurrency: IDR\ntargets: {conversation-handling: 2}\nbudget: 2000000\n"
                          "estimates: {conversation-handling: {cost: 900000000}}\n")  # fmt: skip
    assert planner.plan(loaded, sequencer="list").budget_use[0].budget == 2_000_000
