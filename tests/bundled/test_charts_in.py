"""Charts, graphs, outlines and lists of others become journeys: all of it is taken over or told, and never a traceback."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import yaml

import planner
from files_of_others import DOT, GANTT, MAPPING, MODEL, OF_IMPORTERS, OPML, PROGRESS, PROJECT, SEEDS, TABLE, TIMELINE
from planner.pictures import graphviz
from planner.plugins import Imported

from conftest import EXAMPLES


def taken(folder: Path, name: str, content: str | bytes, **how: object) -> Imported:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return planner.import_file(file, **how)


def needs(found: Imported, lags: str = "") -> dict[str, list[str]]:
    """By name, with the weeks between where they are asked for."""
    own = found.document["capabilities"]
    named = {
        one["name"]: [(own[need.split(" ")[0]]["name"], need.partition(" ")[2]) for need in one["needs"]]
        for one in own.values()
    }
    return {
        name: sorted(f"{one} {lag}".strip() if lags else one for one, lag in those) for name, those in named.items()
    }


def test_a_gantt_chart(tmp_path):
    found = taken(tmp_path, "plan.mmd", GANTT)
    assert needs(found) == {"Pipeline": [], "Tests": ["Pipeline"], "Go live": ["Tests"], "Watch": ["Go live", "Tests"]}
    own = found.document["capabilities"]
    assert [own[key]["stage"] for key in ("pipeline", "go-live")] == ["level-1", "level-2"]
    assert own["tests"]["weeks"] == [2, 2, 2], "what is stated is no estimate"
    said = "\n".join(found.notes)
    for words in (
        "plan.mmd:14",
        "what is 'done'",
        "'Pipeline' takes 4.3 weeks",
        "'Go live' takes 0 weeks",
        "'Watch'",
    ):
        assert words in said
    areas = taken(tmp_path, "plan.mmd", GANTT, options={"importers": {"mermaid": {"sections": "areas"}}})
    assert set(areas.document["stages"]) == {"level-1"} and len(areas.document["areas"]) == 2


def test_a_timeline(tmp_path):
    found = taken(tmp_path, "history.mmd", TIMELINE)
    stages = {one["name"]: one["stage"] for one in found.document["capabilities"].values()}
    assert stages == {"Facebook": "level-1", "Google": "level-1", "YouTube": "level-1",
                      "Twitter": "level-2", "More": "level-2"}  # fmt: skip
    assert any("2007" in note for note in found.notes)


def test_an_outline(tmp_path):
    found = taken(tmp_path, "map.opml", OPML)
    assert needs(found) == {"Presence": [], "Care": ["Presence"], "Loose": [], "entry 3": []}
    assert found.document["capabilities"]["presence"]["outcome"] == "be there"
    said = "\n".join(found.notes)
    assert "all of them" in said and "'Odd' has the level 'many'" in said and "an outline has no text" in said
    entity = '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>'
    with pytest.raises(planner.PlannerError, match="entity"):
        taken(tmp_path, "x.opml", entity)


def test_a_graph(tmp_path):
    found = taken(tmp_path, "graph.dot", DOT)
    assert needs(found) == {"One more": ["c"], "Two": ["One more"], "c": []}
    assert any("'d' has the level 'x'" in note for note in found.notes)
    turned = taken(tmp_path, "graph.gv", DOT, options={"importers": {"dot": {"arrows": "needs"}}})
    assert needs(turned)["c"] == ["One more"]


def test_what_we_write_comes_back(tmp_path):
    plan = planner.plan(EXAMPLES / "reches-bank.yaml")
    steps = {step.name for step in plan.placements}
    chart = taken(tmp_path, "plan.mmd", planner.export(plan, "mermaid"))
    assert {one["name"] for one in chart.document["capabilities"].values()} == steps
    project = taken(tmp_path, "plan.xml", planner.export(plan, "msproject"))
    own = {one["name"]: one for one in project.document["capabilities"].values()}
    assert own.keys() == steps and {one["name"] for one in project.document["stages"].values()} <= {
        stage.name for stage in plan.stages
    }
    for step in plan.placements:
        assert own[step.name]["weeks"] == [step.duration] * 3
        assert own[step.name]["effort"][0] == pytest.approx(step.effort, abs=0.05)
    graph = needs(taken(tmp_path, "plan.dot", planner.export(plan, "dot")))
    assert len(graph) == len(plan.placements)
    assert sum(map(len, graph.values())) == sum(
        sum(need in {p.id for p in plan.placements} for need in step.needs) for step in plan.placements
    )


def test_a_plan_of_microsoft_project(tmp_path):
    found = taken(tmp_path, "plan.xml", PROJECT)
    own = found.document["capabilities"]
    assert needs(found, "lags") == {"Plan": [], "Make": ["Plan + 2w"], "Launch": ["Make"], "Watch": ["Make"]}
    assert [one["name"] for one in found.document["stages"].values()] == ["Build", "Run"]
    assert own["plan"]["weeks"] == [2, 2, 2] and own["plan"]["effort"] == [1.5] * 3 and own["plan"]["outcome"] == "why"
    said = "\n".join(found.notes)
    for words in ("'Make' takes 2.5 weeks", "1 begun or done", "'Run' holds other tasks and waits", "'Never' is not active",
                  "'Launch' begins before", "waits for a task that holds others", "start to start"):  # fmt: skip
        assert words in said, words
    areas = taken(tmp_path, "plan.xml", PROJECT, options={"importers": {"msproject": {"summaries": "areas"}}})
    assert [one["name"] for one in areas.document["stages"].values()] == ["Level 1"]
    with pytest.raises(planner.PlannerError, match="is no Microsoft Project XML"):
        taken(tmp_path, "other.xml", "<a/>")


def test_samm(tmp_path, run):
    """One file for each object: streams are capabilities with three levels, and a plan comes of it."""
    found = taken(tmp_path, "core.zip", OF_IMPORTERS["samm"])
    assert found.notes == ()
    own = found.document["capabilities"]
    assert [one["name"] for one in own.values()] == ["Training", "Plan and Measure"]
    assert own["training"]["evidence"] == ["Do you step 1?", "Do you step 2?", "Do you step 3?"]
    assert {one["name"] for one in found.document["areas"].values()} == {"Education", "Strategy"}
    assert [one["reached_when"][0]["level"] for one in found.document["stages"].values()] == [1, 2, 3]
    run("import", tmp_path / "core.zip", "-o", "samm.yaml")
    Path("acme.yaml").write_text("organisation: acme\njourney: samm.yaml\nstart: 2027-01-01\nlevels: {training: 1}\n")
    planned = run("roadmap", "acme.yaml", "-q", "-o", "plan.json")
    assert planned.exit_code == 0, planned.output
    steps = json.loads(Path("plan.json").read_text("utf-8"))["steps"]
    assert {one["capability"] for one in steps} == {"training", "plan-and-measure"}
    assert max(one["to_level"] for one in steps) == 3


def test_samm_in_pieces_is_told(tmp_path):
    with zipfile.ZipFile(io.BytesIO(OF_IMPORTERS["samm"])) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if "/model/" in name}
    whole = taken(tmp_path, "all.yaml", "\n".join(parts.values()), importer="samm")
    assert len(whole.document["capabilities"]) == 2 and whole.notes == ()
    less = "\n".join(text for name, text in parts.items() if "G-SM-2" not in name and "security_practices" not in name)
    said = "\n".join(taken(tmp_path, "all.yaml", less, importer="samm").notes)
    assert "no question for level 2" in said and "the practice of 'Training' is not in the model" in said
    with pytest.raises(planner.PlannerError, match="none of its 6 activities leads to a stream"):
        taken(tmp_path, "all.yaml", "\n".join(t for n, t in parts.items() if "levels" not in n), importer="samm")
    with pytest.raises(planner.PlannerError, match="no streams of SAMM"):
        taken(tmp_path, "all.yaml", "a: 1\n", importer="samm")


EVIDENCE = "evidence:\n  u-1:\n    - {title: A pipeline, teams: [A], link: 'https://example.org'}\n    - {title: Another, teams: [B]}\n"


def progress(folder: Path, **more: str) -> Imported:
    (folder / "model.yaml").write_text(MODEL, "utf-8")
    (folder / "evidence.yaml").write_text(EVIDENCE, "utf-8")
    own = {"model": str(folder / "model.yaml"), "evidence": str(folder / "evidence.yaml")} | more
    return taken(folder, "progress.yaml", PROGRESS, importer="dsomm", journey=str(folder / "own.yaml"),
                 options={"importers": {"dsomm": own}})  # fmt: skip


def test_progress_of_teams(tmp_path, run):
    """By the journey that was made of the same model; of several teams the least counts."""
    (tmp_path / "model.yaml").write_text(MODEL, "utf-8")
    assert run("import", tmp_path / "model.yaml", "-o", tmp_path / "own.yaml").exit_code == 0
    levels = progress(tmp_path).document["levels"]
    assert {key: one["level"] for key, one in levels.items()} == {"defined-build": 2, "signed-artifacts": 1}
    assert levels["defined-build"]["on"] == "2026-05-01" and "A pipeline https://example.org" in str(levels)
    assert "A: Implemented 2026-04-01; B: Started 2026-06-01" in levels["signed-artifacts"]["evidence"]
    said = "\n".join(progress(tmp_path).notes)
    assert "u-9 is no activity" in said and "the state 'Dreamt of'" in said
    alone = progress(tmp_path, team="A").document["levels"]
    assert {key: one["level"] for key, one in alone.items()} == {"defined-build": 2, "signed-artifacts": 2}
    assert "Another" not in str(alone)
    for more, words in (({"team": "C"}, "no team 'C'; there are A, B"), ({"model": ""}, "name the model"),
                        ({"model": "none.yaml"}, "none.yaml cannot be read")):  # fmt: skip
        with pytest.raises(planner.PlannerError, match=words):
            progress(tmp_path, **more)
    (tmp_path / "acme.yaml").write_text("organisation: acme\njourney: own.yaml\nstart: 2027-01-01\n", "utf-8")
    into = run("import", tmp_path / "progress.yaml", "--from", "dsomm", "--option", f"dsomm.model={tmp_path}/model.yaml",
               "--into", tmp_path / "acme.yaml")  # fmt: skip
    assert into.exit_code == 0 and "levels.defined-build: 2 (new)" in into.stdout


def mapped(folder: Path, name: str, content: str | bytes, mapping: str = MAPPING) -> Imported:
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    options = {"importers": {"mapped": {"mapping": str(folder / "mapping.yaml")}}}
    return taken(folder, name, content, importer="mapped", options=options)


def test_a_list_with_a_mapping(tmp_path):
    found = mapped(tmp_path, "list.csv", TABLE)
    assert needs(found) == {"Plan": [], "Do": ["Plan"]}
    assert [one["stage"] for one in found.document["capabilities"].values()] == ["level-1", "level-2"]
    said = "\n".join(found.notes)
    for words in (
        "'Check' has the level 'Expert'",
        "list.csv:5: it has no name",
        "'P9'",
        "'Owner' is not in the mapping",
    ):
        assert words in said
    tree = {"functions": {"gov": {"practices": [{"title": {"en": "Plan"}, "q": ["a"], "tier": 1}, "odd"]},
                          "ops": {"practices": {"do": {"title": {"en": "Do"}, "tier": 2, "needs": ["Plan"]}}}}}  # fmt: skip
    paths = "rows: functions.*.practices\nname: title.en\nlevel: tier\nneeds: needs\n"
    for name, content in (("tree.yaml", yaml.safe_dump(tree)), ("tree.json", json.dumps(tree))):
        nested = mapped(tmp_path, name, content, paths)
        assert needs(nested) == {"Plan": [], "Do": ["Plan"]}
        assert any("entry 2 is no mapping" in note for note in nested.notes)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("name: Nothing\n", "no row has 'Nothing'; there are Key, Practice"),
        ("nam: Practice\n", "'nam' is none of"),
        ("level: 3\nname: Practice\n", "'level' should be the name of a column"),
        ("name: Practice\nlevels: {Basic: low}\n", "'levels' should say a number"),
        ("[]\n", "it should be lines"),
        ("name: [\n", "is no YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(tmp_path, mapping, words):
    with pytest.raises(planner.PlannerError, match=words.replace("[", r"\[")):
        mapped(tmp_path, "list.csv", TABLE, mapping)


def test_without_a_mapping_it_says_how(tmp_path):
    with pytest.raises(planner.PlannerError, match=r"--option mapped\.mapping=FILE"):
        taken(tmp_path, "list.csv", TABLE, importer="mapped")


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Bytes that are lost, doubled, moved, or other ones."""
    data = bytearray(content)
    for _change in range(chance.randint(1, 4)):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + chance.choice((1, 1, 4, 40)))
        piece = data[at:end]
        match chance.randrange(4):
            case 0:
                del data[at:end]
            case 1:
                data[at:at] = piece
            case 2:
                data[at:end] = chance.randbytes(len(piece))
            case _:
                data[at:end] = chance.choice((b"\n", b":", b"  ", b"\xff", b"{", b"-", b'"', b"<", "ש".encode()))
    return bytes(data)


def fuzzed(name: str, folder: Path, count: int) -> int:
    """How many of so many mutants were read; the others were refused with a message."""
    chance, read = random.Random(name), 0
    for _number in range(count):
        try:
            content = mutant(SEEDS[name], chance)
            importer = {"progress.yaml": "dsomm", "samm.yaml": "samm"}.get(name, "")
            found = (
                mapped(folder, name, content) if name == "list.csv" else taken(folder, name, content, importer=importer)
            )
        except planner.PlannerError as error:
            assert str(error) and not re.search(r"\b\w+(Error|Exception)\b|fault of the planner", str(error)), error
        else:
            read += 1
            assert found.document.get("capabilities") or found.document.get("levels") or found.document.get("targets")
            assert not unaccounted(name, content, found), (content, found.notes)
    return read


NAMED = {
    "plan.mmd": ("Pipeline", "Tests", "Go live", "Watch"), "graph.dot": ("One", "Two"), "list.csv": ("Plan", "Do", "Check"),
    "history.mmd": ("Facebook", "Google", "YouTube", "Twitter", "More"), "map.opml": ("Presence", "Care", "Odd", "Loose"),
    "plan.xml": ("Plan", "Make", "Launch", "Watch", "Never"), "model.yaml": ("One", "Two"),
    "levels.csv": ("basic-presence", "house-rules"), "progress.yaml": ("u-1", "u-2", "u-3", "u-9"),
    "samm.yaml": ("Training", "Plan and Measure", "Strategy", "Education", *(f"Do you step {n}?" for n in (1, 2, 3))),
}  # fmt: skip
"""What the seeds name."""
NOT_SAID = re.compile(r"%%.*|\btitle .*|<!--.*?-->|/\*.*?\*/|//.*|#.*", re.DOTALL)
"""Comments, and a chart's title."""


def letters(words: str) -> str:
    return re.sub("[^a-z]", "", words.lower())


def unaccounted(name: str, content: bytes, found: Imported) -> list[str]:
    """What a file names that is neither in what was read nor in what was told, be it by the number of its line."""
    if name == "graph.dot":  # as Graphviz reads it: of two labels the last
        content = graphviz.run(content.decode("utf-8-sig"), "dot_json")
    taken_as = {}
    if name == "progress.yaml":  # below it stands the model
        content, _line, model = content.partition(b"\n---")
        content = content if model else b""
        called = re.findall(r"([^\n:]+): +{uuid: (u-\d)", model.decode("utf-8", "replace"))
        taken_as = {uuid: letters(words) for words, uuid in called}
    said = json.dumps(found.document, ensure_ascii=False) + "\n".join(found.notes)
    told = {int(number) for number in re.findall(rf"{re.escape(name)}:(\d+)", said)}
    lines = [
        NOT_SAID.sub("", line)
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1) if number not in told
    ]  # fmt: skip
    there = {one for one in NAMED.get(name, ()) for line in lines if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", line)}
    return sorted(one for one in there if one not in said and taken_as.get(one, one) not in letters(said))


@pytest.mark.parametrize("name", SEEDS)
def test_mutants_are_read_or_refused(name, tmp_path):
    assert fuzzed(name, tmp_path, 25) >= 0


@pytest.mark.nightly
@pytest.mark.parametrize("name", SEEDS)
def test_2000_mutants_are_read_or_refused(name, tmp_path):
    fuzzed(name, tmp_path, 2000)


ROWS = [
    ["capability", "level", "target", "evidence", "comment"],
    *([key, level, level + 1, f"evidence {level}{at}", f"comment {at}"] for at, (key, level) in enumerate((
        ("basic-presence", 2), ("house-rules", 1), ("goal-setting", 0), ("basic-listening", 1), ("channel-audit", 2),
    ))),
]  # fmt: skip
JUNK = ("", "", "x", 7, -1, 1.5, "basic-presence", "no such thing", "2027-13-01", "evidence", "level")


def cells_accounted(folder: Path, count: int) -> None:
    """Cells of a workbook are emptied, swapped, filled with something else, rows doubled, columns added: whatever words
    are in a row are taken or told, be it by the number of the row."""
    chance, read = random.Random("cells"), 0
    for _number in range(count):
        rows = [list(row) for row in ROWS]
        for _change in range(chance.randint(1, 3)):
            row = chance.choice(rows)
            match chance.randrange(4):
                case 0:
                    row[chance.randrange(len(row))] = chance.choice(JUNK)
                case 1:
                    row.append(chance.choice(JUNK))
                case 2:
                    rows.insert(chance.randrange(len(rows)), list(row))
                case _:
                    chance.shuffle(row)
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as book:
            page = book.add_worksheet("Levels")
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
        try:
            found = taken(folder, "levels.xlsx", out.getvalue())
        except planner.PlannerError:
            continue
        read += 1
        said = json.dumps(found.document) + "\n".join(found.notes)
        told = {int(number) for number in re.findall(r"Levels!(\d+)", said)}
        words = {
            str(one) for at, row in enumerate(rows, 1) if at not in told for one in row if isinstance(one, str) and one
        }
        told_columns = [at for row in rows for at, one in enumerate(row) if f"column '{one}' is not understood" in said]
        told_columns += [int(number) - 1 for number in re.findall(r"there twice: that in column (\d+)", said)]
        words -= {str(row[at]) for row in rows for at in told_columns if at < len(row)} | {*ROWS[0]}
        assert not [one for one in words if one not in said], (rows, found)
    assert read > count // 10


def test_cells_are_accounted_for(tmp_path):
    cells_accounted(tmp_path, 40)


@pytest.mark.nightly
def test_cells_of_2000_workbooks_are_accounted_for(tmp_path):
    cells_accounted(tmp_path, 2000)
