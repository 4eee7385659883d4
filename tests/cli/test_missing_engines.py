"""Engines that are not installed cost only what they do, and each is named in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planner

from conftest import EXAMPLES

BANK, BRAND = EXAMPLES / "reches-bank.yaml", EXAMPLES / "tamuzia-home.yaml"
WITHOUT = """\
import sys
for name in sys.argv[1].split(","):
    sys.modules[name] = None
if "graphviz_pure" in sys.argv[1]:
    import planner.pictures.graphviz as graphviz
    graphviz.engines = lambda: ()
sys.argv = ["planner", *sys.argv[2:]]
from planner.cli import main
main()
"""


def without(missing: str, *args: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, missing, *map(str, args)], cwd=cwd, capture_output=True, text=True
    )


PAGES = len(planner.draw(planner.plan(BANK), "map"))
MAPS = {"map.png", "map.svg", *(f"map-{page}.svg" for page in range(2, PAGES + 1))}
ALL = {*MAPS, "report.md", "journey.png", "journey.svg", "roadmap.png", "roadmap.svg"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("missing", "lost", "words"),
    [
        ("ryaml", set(), ""),
        ("jsonschema_rs", set(), ""),
        ("ryaml,jsonschema_rs,babel,typst,numpy,docx,pptx", set(), ""),
        ("pumpkin_solver", set(), ""),
        ("pumpkin_solver,ortools", set(), ""),
        ("resvg_py", {"map.png", "journey.png", "roadmap.png"}, "PNG needs resvg-py: pip install resvg-py; "
         "reches-bank-roadmap/map.png is left out"),
        ("graphviz_pure", MAPS, "no Graphviz engine is there: install Graphviz, or 'pip install graphviz-pure'; "
         "reches-bank-roadmap/map.svg is left out"),
    ],
)  # fmt: skip
def test_the_rest_is_made(tmp_path, missing, lost, words):
    done = without(missing, "roadmap", BANK, "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert words in done.stderr
    assert {file.name for file in (tmp_path / "reches-bank-roadmap").iterdir()} == ALL - lost
    report = (tmp_path / "reches-bank-roadmap" / "report.md").read_text("utf-8")
    assert not any(f"({name})" in report for name in lost), "no document shows a picture that is not there"


@pytest.mark.parametrize(
    ("missing", "args", "words"),
    [
        ("jsonschema_rs,jsonschema", ("roadmap", BANK), "documents are checked by jsonschema-rs"),
        ("graphviz_pure", ("roadmap", BANK, "-o", "map:x.svg"), "no Graphviz engine is there"),
        ("ortools", ("roadmap", BRAND, "--sequencer", "exact"), "install journey-planner[proof]"),
        ("numpy", ("risk", BANK), "pip install 'journey-planner[risk]'"),
        ("typst", ("roadmap", BANK, "-o", "x.pdf"), "pip install 'journey-planner[pdf]'"),
        ("pptx", ("deck", BANK), "pip install 'journey-planner[office]'"),
        ("docx", ("roadmap", BANK, "-o", "x.docx"), "pip install 'journey-planner[office]'"),
        ("xlsxwriter", ("roadmap", BANK, "-o", "x.xlsx"), "pip install 'journey-planner[office]'"),
        ("resvg_py", ("roadmap", BANK, "-o", "x.png"), "pip install resvg-py"),
    ],
)
def test_what_was_asked_for_says_what_it_needs(tmp_path, missing, args, words):
    done = without(missing, *args, cwd=tmp_path)
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert words in errors[0]
    assert "fault of the planner" not in done.stderr
