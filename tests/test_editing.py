"""Commands that edit a file change what they are asked to change, and not one byte more."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import PlannerError
from planner.documents.editing import edited
from planner.documents.reader import read_text

ORGANISATION = """\
# what this is
organisation: acme   # who
start: 2027-01-01
levels:              # where we are
  # stage 1
  basic-presence: 2  # since spring
  house-rules:
    level: 1         # draft
    evidence: >-
      a long
      text

  # stage 2
goals: {community: 5}   # two of them?
targets:
about: "a \\"quoted\\" text"
# the end
"""


def edit(text: str, changes: dict) -> str:
    return edited(read_text(text, "acme.yaml"), changes)


def test_only_what_is_asked_for_changes():
    found = edit(
        ORGANISATION,
        {
            ("levels", "basic-presence"): 3,
            ("levels", "house-rules"): {"level": 2, "by": "Ann: the lawyer"},
            ("levels", "social-crm"): {"level": 1, "evidence": "#1"},
            ("goals", "awareness"): 2,
            ("targets", "social-crm"): 2,
            ("units",): 3,
        },
    )
    assert found == ORGANISATION.replace("basic-presence: 2  #", "basic-presence: 3  #").replace(
        "level: 1         #", "level: 2         #"
    ).replace(
        "      text\n", "      text\n    by: 'Ann: the lawyer'\n  social-crm: {level: 1, evidence: '#1'}\n"
    ).replace("{community: 5}", "{community: 5, awareness: 2}").replace(
        "targets:\n", "targets: {social-crm: 2}\n"
    ).replace('text"\n# the', 'text"\nunits: 3\n# the')


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "---\n"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n# bye"])
def test_line_endings_marks_and_missing_ends(newline, start, end):
    text = (start + "organisation: acme\nlevels:\n  a: 1   # one" + end).replace("\n", newline)
    found = edit(text.removeprefix("\ufeff"), {("levels", "b"): 2, ("levels", "a"): 0})
    assert found.replace(newline, "\n").count("\n  b: 2\n") == 1
    assert found.replace(f"  b: 2{newline}", "").replace("a: 0", "a: 1").rstrip("\r\n") == text.removeprefix(
        "\ufeff"
    ).rstrip("\r\n")
    assert ("\r\n" in found) == (newline == "\r\n")
    assert not re.search("(?<!\r)\n", found) or newline == "\n"


def test_json_stays_json():
    import json

    text = '{\n  "organisation": "acme",\n  "levels": {"a": 1}\n}\n'
    found = edit(text, {("levels", "b"): {"level": 2, "evidence": 'é "'}, ("targets", "b"): 2})
    assert json.loads(found) == {
        "organisation": "acme",
        "levels": {"a": 1, "b": {"level": 2, "evidence": 'é "'}},
        "targets": {"b": 2},
    }
    assert found.startswith('{\n  "organisation": "acme",\n')


def test_what_cannot_be_changed_alone_is_refused():
    with pytest.raises(PlannerError, match="without \\*aliases"):
        edit("levels:\n  a: &x 1\n  b: *x\n", {("levels", "a"): 2})
    with pytest.raises(PlannerError, match="'levels' is a single value"):
        edit("levels: 3\n", {("levels", "a"): 2})
    with pytest.raises(PlannerError, match="'budget' holds more than one value"):
        edit("budget:\n  - 1\n  - 2\n", {("budget",): 3})


KEYS = st.sampled_from(["a", "b", "c", "social-crm", "x1"])
VALUES = st.one_of(
    st.integers(0, 3), st.booleans(), st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12),
    st.dictionaries(KEYS, st.integers(0, 9), max_size=3),
)  # fmt: skip
COMMENTS = st.sampled_from(["", "   # why", "  # {a: 1}", " # 'x"])


@st.composite
def documents(draw) -> str:
    """Mappings in block and flow style, with comments and blank lines between."""
    lines = draw(st.sampled_from([[], ["# head", ""]]))
    for key in draw(st.lists(KEYS, min_size=1, unique=True)):
        kind = draw(st.integers(0, 3))
        comment = draw(COMMENTS)
        if kind == 0:
            lines.append(f"{key}: {draw(st.integers(0, 9))}{comment}")
        elif kind == 1:
            inner = ", ".join(f"{one}: 1" for one in draw(st.lists(KEYS, unique=True)))
            lines.append(f"{key}: {{{inner}}}{comment}")
        elif kind == 2:
            lines.append(f"{key}:{comment}")
            for one in draw(st.lists(KEYS, min_size=1, unique=True)):
                lines += draw(st.sampled_from([[], ["  # between"], [""]]))
                lines.append(
                    f"  {one}: {draw(st.sampled_from(['1', '{level: 1}', 'text', '|' + chr(10) + '    block']))}{''}"
                )
        else:
            lines.append(f"{key}: |{''}")
            lines += ["  some", "  # no comment, text"]
    return "\n".join(lines) + draw(st.sampled_from(["\n", "\n# tail\n", ""]))


@given(documents(), KEYS, KEYS, VALUES)
def test_any_edit_changes_the_data_as_asked_and_keeps_every_comment(text, first, second, value):
    before = read_text(text, "x.yaml")
    for path in ((first,), (first, second)):
        try:
            found = edited(before, {path: value})
        except PlannerError as error:
            assert "by hand" in str(error) or "aliases" in str(error)
            continue
        after = read_text(found, "x.yaml").data
        for key, old in before.data.items():
            if key != first:
                assert after[key] == old
        assert list(after)[: len(before.data)] == list(before.data), "the order is kept"
        comments = re.findall(r"# (?:head|between|tail|why|'x|\{a: 1\})", text)
        assert all(found.count(one) >= comments.count(one) for one in comments)
