"""Commands that edit a file change what they are asked to change, and not one byte more."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import PlannerError
from planner.documents.editing import edited
from planner.documents.reader import read_text

from conftest import killed_at_each_write

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


SAMPLE = """\
# Acme
organisation: acme
start: 2027-01-01   # the plan starts
levels:
  basic-presence: 1   # since May
  house-rules: 2
targets: {basic-presence: 2, social-culture: 1}
in_progress:
  basic-presence: {level: 2, done: 0.5}   # nearly
"""


def test_marking_progress(run, tmp_path):
    file = tmp_path / "acme.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SAMPLE.replace("\n", "\r\n").encode())
    result = run("mark", "basic-presence", "done", "--on", "2027-02-01", "--by", "Ann")
    assert result.exit_code == 0, result.output
    expected = SAMPLE.replace(
        "basic-presence: 1   #", "basic-presence: {level: 2, was: 1, by: Ann, on: 2027-02-01}   #"
    )
    expected = expected.replace("in_progress:\n  basic", "# in_progress:\n#   basic")
    assert file.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    assert run("mark", "social-culture", "40%", "acme.yaml").exit_code == 0
    assert "\nin_progress:\n  social-culture: {level: 1, done: 0.4}\n" in file.read_text("utf-8-sig")
    assert run("mark", "house-rules", "1", "acme.yaml", "--note", "nobody reads them").exit_code == 0
    assert "house-rules: {level: 1, was: 2, evidence: nobody reads them}" in file.read_text("utf-8-sig")
    assert run("mark", "social-crm", "dropped", "acme.yaml").exit_code == 0
    before = file.read_bytes()
    assert "would change" in run("mark", "house-rules", "3", "acme.yaml", "--dry-run").stdout
    assert file.read_bytes() == before
    assert run("roadmap", "acme.yaml", "-q", "-o", "x.svg").exit_code in (0, 1)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["basic-presense", "done"], "did you mean 'basic-presence'"),
        (["basic-presence", "finished"], "'finished' is no state; write done, started"),
        (["house-rules", "started"], "is at level 2 already; say on the way to what with --level"),
        (["basic-presence", "done", "nothing.yaml"], "no such file"),
        (["basic-presence", "done", "--on", "yesterday"], "write it as year-month-day"),
    ],
)
def test_marks_that_make_no_sense_change_nothing(run, write, args, words):
    file = write("acme.yaml", SAMPLE)
    result = run("mark", *args)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert file.read_text("utf-8") == SAMPLE


def test_the_file_that_is_meant(run, write):
    assert "which organisation file is meant? There are: none" in run("mark", "basic-presence", "done").stderr
    write("a.yaml", SAMPLE)
    write("museum.yaml", "journey: museum\nextends: social-native\n")
    assert run("mark", "basic-presence", "done", "--dry-run").exit_code == 0
    write("b.yaml", SAMPLE)
    assert "There are: a.yaml, b.yaml" in run("mark", "basic-presence", "done").stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 on Windows")
def test_killed_at_any_moment_the_file_is_the_old_or_the_new(write, tmp_path):
    file = write("acme.yaml", SAMPLE)
    new = re.sub("house-rules: .*", "house-rules: 3", SAMPLE)
    kills = 0
    for _write in killed_at_each_write(tmp_path, "mark", "house-rules", "3", "acme.yaml"):
        assert file.read_text("utf-8") in (SAMPLE, new)
        kills += 1
    assert kills >= 2
    assert file.read_text("utf-8") == new
