"""Bad documents: every fault is named with file, line, column and advice; all in one go; exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner.documents.loader import finder
from planner.errors import DocumentError
from planner.plugins.registry import default_registry

from conftest import EXAMPLES, SAMPLES

GOOD = """\
organisation: acme
start: 2027-01-01
levels:
  basic-presence: 1
targets:
  social-crm: 2
"""


def faults(path: Path) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        planner.load(path)
    return [str(p).replace(str(path), path.name) for p in caught.value.problems]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_valid_by_the_published_schema(name):
    """Checked by the reference implementation too, so that editors agree with us."""
    import jsonschema
    import yaml

    from planner.documents.schema import schema

    data = yaml.load((EXAMPLES / f"{name}.yaml").read_text(), Loader=yaml.BaseLoader)
    assert data["organisation"]
    jsonschema.Draft202012Validator.check_schema(schema("organisation"))
    planner.load(EXAMPLES / f"{name}.yaml")
    assert "$schema=../planner/documents/schemas/organisation.schema.json" in (EXAMPLES / f"{name}.yaml").read_text()


def test_the_default_journey_is_valid_by_the_published_schema():
    import jsonschema
    import ryaml

    from planner.documents.schema import schema

    path = finder(default_registry())("social-native")
    jsonschema.validate(ryaml.loads(path.read_text("utf-8")), schema("journey"))


CASES = {
    "unknown capability": (GOOD.replace("social-crm", "social-crn"), "acme.yaml:6:3: unknown capability 'social-crn' (targets.social-crn); did you mean 'social-crm'?"),
    "unknown key": (GOOD + "targts: {}\n", "acme.yaml:7:1: unknown key 'targts' (targts); did you mean 'targets'?"),
    "duplicate key": (GOOD + "start: 2028-01-01\n", "acme.yaml:7:1: 'start' is given twice, first in line 2 (start); keep one of them"),
    "duplicate id": (GOOD.replace("levels:\n", "levels:\n  basic-presence: 2\n"), "acme.yaml:5:3: 'basic-presence' is given twice, first in line 4"),
    "negative": (GOOD + "capacity: {mkt: -3}\n", "acme.yaml:7:17: -3 is too small (at least 0)"),
    "not finite": (GOOD + "capacity: {mkt: .inf}\n", "acme.yaml:7:17: inf is not a finite number"),
    "not a number": (GOOD + "capacity: {mkt: .nan}\n", "acme.yaml:7:17: nan is not a finite number"),
    "wrong unit": (GOOD + "capacity: {mkt: 22 days}\n", "acme.yaml:7:17: '22 days' is not what is expected here (capacity.mkt); write a number without a unit"),
    "no such date": (GOOD.replace("2027-01-01", "2027-02-30"), "acme.yaml:2:8: '2027-02-30' is not a date that exists"),
    "wrong level": (GOOD.replace("basic-presence: 1", "basic-presence: 4"), "acme.yaml:4:19: there is no level 4 (levels.basic-presence); the levels of this journey go up to 3"),
    "missing": ("organisation: acme\n", "acme.yaml:1:1: 'start' is missing"),
    "unknown role": (GOOD + "capacity: {marketing: 3}\n", "acme.yaml:7:12: unknown role 'marketing'"),
    "unknown goal": (GOOD + "goals: {awarenes: 3}\n", "acme.yaml:7:9: unknown goal 'awarenes' (goals.awarenes); did you mean 'awareness'?"),
    "unknown stage": (GOOD + "target_stage: nativ\n", "acme.yaml:7:15: unknown stage 'nativ' (target_stage); did you mean 'native'?"),
    "unknown journey": (GOOD + "journey: social-nativ\n", "acme.yaml:7:10: there is no journey 'social-nativ'; did you mean 'social-native'?"),
    "not for one unit": (GOOD.replace("social-crm", "unit-onboarding"), "acme.yaml:6:3: 'unit-onboarding' is for organisations with 2 units or more; this one has 1"),
    "unreachable": (GOOD + "priorities: {social-care: wont}\n", "acme.yaml:7:14: 'social-crm' cannot be reached: it needs 'social-care', which is 'wont'"),
    "exclusive": (GOOD + "  single-owner: 2\n  split-charter: 2\n", "acme.yaml:8:3: 'single-owner' and 'split-charter' exclude each other"),
    "empty": ("", "acme.yaml:1:1: the document is empty; 'planner init' writes one to start from"),
    "a list": ("- a\n", "acme.yaml:1:1: the document is not a mapping"),
    "not YAML": ("organisation: [acme\nstart: x\n", "acme.yaml:2:6: not valid YAML"),
    "tab": ("organisation: acme\nlevels:\n\tbasic-presence: 1\n", "acme.yaml:3:1: a line is indented with a tab; indent with spaces"),
    "two documents": (GOOD + "---\na: 1\n", "acme.yaml:7:1: there is more than one document"),
    "number as key": (GOOD + "1: x\n", "acme.yaml:7:1: the key 1 is not a text"),
    "deep": ("organisation: " + "[" * 5000, "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_named_with_its_place_and_its_mend(name, write, run):
    text, expected = CASES[name]
    path = write("acme.yaml", text)
    assert any(expected in fault for fault in faults(path)), faults(path)
    for command in ("roadmap", "validate", "assess"):
        result = run(command, path)
        assert result.exit_code == 2
        assert "error: " in result.stderr
    assert [p.name for p in path.parent.iterdir()] == ["acme.yaml"]


def test_all_faults_are_reported_at_once(write):
    path = write(
        "acme.yaml",
        "organisation: Acme\nstart: 2027-13-01\nlevls: {}\nlevels: {social-crn: 2}\ncapacity: {mkt: -1, mkting: 2}\nbudget: 12k\n",
    )
    found = faults(path)
    assert len(found) == 7
    lines = [int(fault.split(":")[1]) for fault in found]
    assert lines == sorted(lines)
    assert {1, 2, 3, 4, 5, 6} == set(lines)


def test_a_date_that_is_none_is_one_fault(write):
    for wrong in (
        GOOD.replace("social-crm: 2", "social-crm: {level: 2, by: Q4 2028}"),
        GOOD.replace("2027-01-01", "soon"),
    ):
        (fault,) = faults(write("acme.yaml", wrong))
        assert "is not a date that exists" in fault and "such as 2027-01-31" in fault


def test_alias_bombs_are_refused(write):
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        rows.append(f"{name}: &{name} [{','.join(['*' + before] * 9)}]")
    found = faults(write("acme.yaml", "\n".join(rows)))
    assert "aliases" in found[0]


def test_a_file_that_is_not_utf8_says_where(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_bytes(b"organisation: acme\nname: caf\xe9\n")
    assert faults(path) == ["acme.yaml:2:10: byte 0xe9 is not UTF-8; save the file as UTF-8"]


def test_missing_and_huge_files_and_folders(tmp_path, monkeypatch, write):
    write("acme.yaml", GOOD)
    assert "no such file; did you mean 'acme.yaml'?" in faults(tmp_path / "acne.yaml")[0]
    assert "this is a folder" in faults(tmp_path)[0]
    monkeypatch.setattr("planner.documents.reader.MAX_BYTES", 10)
    assert "the file is larger than" in faults(tmp_path / "acme.yaml")[0]


def test_json_is_accepted_and_located(write):
    path = write("acme.json", json.dumps({"organisation": "acme", "start": "2027-01-01", "targets": {"social-crm": 2}}))
    assert planner.load(path).organisation.id == "acme"
    bad = write("bad.json", '{\n  "organisation": "acme",\n  "start": "2027-01-01",\n  "targets": {"social-crn": 2}\n}')
    assert faults(bad)[0].startswith("bad.json:4:15: unknown capability 'social-crn'")


JOURNEY = """\
journey: mine
extends: social-native
capabilities:
"""

JOURNEY_CASES = {
    "cycle": (
        "  goal-setting:\n    needs: [social-crm]\n",
        "my.yaml:5:13: prerequisites go in a circle: ",
    ),
    "later stage": (
        "  channel-audit:\n    needs: [co-creation]\n",
        "my.yaml:5:13: 'channel-audit' in stage 'channels' needs 'co-creation' of the later stage 'native'",
    ),
    "removed but needed": ("  house-rules:\n", "my.yaml:4:3: 'house-rules' is removed here, but"),
    "removing nothing": (
        "  house-ruls:\n",
        "my.yaml:4:3: unknown capability 'house-ruls' (capabilities.house-ruls); did you mean",
    ),
    "added without owner": (
        "  new-one:\n    name: New\n    stage: channels\n    area: presence\n    effort: 3\n    weeks: 4\n",
        "my.yaml:4:3: 'owner' is missing",
    ),
    "estimate out of order": ("  house-rules:\n    effort: [5, 3, 1]\n", "my.yaml:5:13: [5, 3, 1] is not in the order"),
    "unknown prerequisite": ("  house-rules:\n    needs: [chanel-audit]\n", "did you mean 'channel-audit'?"),
    "bad need": ("  house-rules:\n    needs: [{anyof: [channel-audit]}]\n", "unknown key 'anyof'"),
    "unknown cost class": ("  house-rules:\n    cost: C9\n", "unknown cost class 'C9'"),
}


@pytest.mark.parametrize("name", JOURNEY_CASES)
def test_faults_of_journeys(name, write, run):
    text, expected = JOURNEY_CASES[name]
    path = write("my.yaml", JOURNEY + text)
    with pytest.raises(DocumentError) as caught:
        planner.load_journey(path)
    assert any(expected in str(p) for p in caught.value.problems), str(caught.value)
    assert run("validate", path).exit_code == 2


def test_a_journey_adapts_another_without_copying_it(write):
    path = write(
        "museum.yaml",
        "journey: museum\nextends: social-native\nname: Museum\nareas: {presence: {name: On the web}}\n"
        "stages: {channels: {name: {he: ערוצים}}}\n"
        "capabilities:\n  legacy-integration:\n  house-rules: {effort: [2, 4, 6]}\n"
        "  open-collection:\n    name: Open collection\n    stage: streamline\n    area: presence\n    owner: mkt\n"
        "    effort: 5\n    weeks: 8\n    needs: [basic-presence, {any: [community-programme, shared-strategy]}]\n",
    )
    museum, base = planner.load_journey(path), planner.load_journey("social-native")
    assert "legacy-integration" not in museum.capabilities
    assert museum.capabilities["house-rules"].effort.likely == 4
    assert museum.capabilities["house-rules"].needs == base.capabilities["house-rules"].needs
    assert museum.areas["presence"].say() == "On the web"
    assert museum.stages[0].name.say("he") == "ערוצים"
    assert museum.stages[0].name.say("en") == "Develop channels"
    assert list(museum.capabilities)[-1] == "open-collection"


def test_journeys_that_extend_each_other_are_refused(write):
    write("b.yaml", "journey: b\nextends: a.yaml\n")
    path = write("a.yaml", "journey: a\nextends: b.yaml\n")
    with pytest.raises(DocumentError, match="circle"):
        planner.load_journey(path)
