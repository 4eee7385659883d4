"""Values of YAML and faults by schema are the same whichever library finds them, and depth is seen before parsing."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
import ryaml
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.documents import schema
from planner.documents.depth import too_deep
from planner.documents.reader import Document, read_text
from planner.documents.yaml_text import as_lines
from planner.files import json_schema, yaml_values
from planner.testing.random_cases import random_case

from conftest import EXAMPLES, ROOT, SAMPLES

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), max_size=30),
    st.sampled_from(["on", "yes", "2027-01-01", "1e3", "0o17", "0x1F", "~", "1_000", "+5", "017", "null", "1:30", ".5", "="]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcדה", min_size=1), inner, max_size=4),
)


@given(st.dictionaries(st.text("abcd-é", min_size=1), VALUES, min_size=1, max_size=5))
def test_pyyaml_reads_what_ryaml_reads(data):
    text = as_lines(data)
    assert yaml_values._by_pyyaml(text) == ryaml.loads(text)


@pytest.mark.parametrize("text", ["a: on\nb: 2027-01-01\nc: 1e3\nd: 0o17\ne: 017\nf: ~\ng: .inf\nh: +5\ni: !!str 5\n",
                                  "a: &x {b: 1}\nc: *x\n", "a: |\n  x\n  y\nb: >\n  x\n"])  # fmt: skip
def test_plain_forms(text):
    assert yaml_values._by_pyyaml(text) == ryaml.loads(text)


@pytest.mark.parametrize("file", [*(EXAMPLES / f"{name}.yaml" for name in SAMPLES),
                                  ROOT / "plugins/planner_journeys/social-native.yaml"], ids=lambda path: path.name)  # fmt: skip
def test_bundled_documents(file):
    text = file.read_text("utf-8")
    assert yaml_values._by_pyyaml(text) == ryaml.loads(text)


@pytest.mark.parametrize("reader", ["ryaml", "pyyaml"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2\n", "f:2:1: 'a' is given twice, first in line 1 (a); keep one of them"),
        ("שם: [1, 2\n", "f:2:1: not valid YAML"),
        ("a: 'שלום'\nb: 'שלום' : x\n", "f:2:11: not valid YAML"),
        ("שם: שלום \x07 x\n", "f:1:10: not valid YAML: control characters are not allowed"),
        ("a: 1\n---\nb: 2\n", "f:2:1: there is more than one document in the file"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: &e [*d, *d]\nf: &f [*e, *e]\ng: &g [*f, *f]\n"
         "h: &h [*g, *g]\ni: &i [*h, *h]\nj: &j [*i, *i]\nk: &k [*j, *j]\nl: &l [*k, *k]\nm: &m [*l, *l]\nn: [*m, *m]\n",
         "the aliases (*name) of this document expand without end"),
        ("", "the document is empty"),
        ("- a\n", "the document is not a mapping"),
    ],
)  # fmt: skip
def test_faults_have_their_place_with_either(monkeypatch, reader, text, words):
    if reader == "pyyaml":
        monkeypatch.setitem(__import__("sys").modules, "ryaml", None)
    with pytest.raises(planner.DocumentError) as error:
        read_text(text, "f")
    assert words.replace("control characters are not allowed", "") in str(error.value).replace(
        "special characters are not allowed", "").replace("control characters are not allowed", "")  # fmt: skip


def test_what_is_not_utf8_is_placed_by_characters(tmp_path):
    (tmp_path / "o.yaml").write_bytes("שלום: ".encode() + b"\xff\n")
    with pytest.raises(planner.DocumentError, match=r"o\.yaml:1:7: byte 0xff is not UTF-8"):
        planner.load(tmp_path / "o.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 300_000, "a: " + "[" * 300_000, "a:\n" + "- " * 150_000 + "x\n", '["]", ' * 30_000,
        "a: don't\nb: " + "[" * 100_000 + " '", "a: don't\nb: " + "[" * 100_000 + "]" * 100_000 + "\nc: isn't\n",
    ],
    ids=["braces", "brackets", "dashes", "brackets in quotes between", "an apostrophe before", "two apostrophes around"],
)  # fmt: skip
def test_depth_is_seen_before_anything_parses(text):
    assert too_deep(text)
    with pytest.raises(planner.DocumentError, match="nested too deeply"):
        read_text(text, "f")


@pytest.mark.parametrize(
    "text",
    ['a: "' + "[" * 100 + '"', "a: b [c] {d}\n" + "# [c] {d}\n" * 5000, "# [[[" * 200 + "\na: 1\n", "a: |\n  " + "- " * 80 + "\n"
     "  " + "[" * 80 + "\n"],
)  # fmt: skip
def test_brackets_in_texts_are_no_depth(text):
    assert not too_deep(text)
    assert read_text(text, "f").data["a"]


@pytest.mark.parametrize("level", ["2", "2.0", "1e0", "2e0", "3.00"])
def test_whole_numbers_however_they_are_written(write, level):
    written = planner.load(write("o.yaml", f"organisation: o\nstart: 2027-01-01\nlevels: {{house-rules: {level}}}\n"
                                           "targets: {basic-presence: 2.0}\nhorizon: 8.0\nunits: 2e0\n"))  # fmt: skip
    assert written.organisation.levels["house-rules"].level == int(float(level))
    assert planner.plan(written).placements


JUNK: list[Any] = [None, -1, 2.5, "x", [], {}, "bad id!", True, [1, 2], {"a": 1}, 1e9, "2027-13-45", "", "2027Q9", 99,
                   ["c1", "c1"]]  # fmt: skip


def spots(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(spot for key, value in inner for spot in spots(value, (*path, key)))]


@pytest.mark.parametrize("seed", range(10))
def test_jsonschema_says_what_jsonschema_rs_says(monkeypatch, seed):
    """Documents spoilt at random: the same faults at the same places, with the same advice."""
    rng = random.Random(seed)
    for kind, data in zip(("journey", "organisation"), random_case(10, seed), strict=True):
        whole = json.loads(json.dumps(data))
        for _ in range(12):
            spoilt = copy.deepcopy(whole)
            *path, last = rng.choice(spots(spoilt)[1:])
            inner = spoilt
            for part in path:
                inner = inner[part]
            if rng.random() < 0.6:
                inner[last] = copy.deepcopy(rng.choice(JUNK))
            elif isinstance(inner, dict):
                inner[rng.choice(["zzz", "Bad Key", "levelz", "9x"])] = copy.deepcopy(rng.choice(JUNK))
            found = []
            for checker in (json_schema.checker, json_schema._by_jsonschema):
                monkeypatch.setattr(schema, "_faults", lambda kind, checker=checker: checker(schema.schema(kind)))
                document = Document("f", json.dumps(spoilt), spoilt)
                schema.check(document, kind)
                found.append({(p.path.replace("[", ".").replace("]", ""), p.what) for p in document.problems})
            assert found[0] == found[1], spoilt


def test_json_as_others_write_it_is_edited_and_placed(run, write):
    """Indented with tabs; with halves of characters escaped, as Python writes an emoji."""
    whole = {"organisation": "o", "start": "2027-01-01", "name": "C\U0001f600", "targets": {"social-care": 2}}
    tabs = write("tabs.json", json.dumps(whole, indent="\t"))
    assert run("roadmap", tabs, "--set", "budget=3", "--quiet", "-o", "x.json").exit_code in (0, 1)
    assert run("mark", "house-rules", "done", tabs).exit_code == 0
    escaped = write("escaped.json", json.dumps(whole | {"targets": {"nope": 2}}, indent=2))
    assert "escaped.json:6:5: unknown capability 'nope'" in run("validate", escaped).stderr
