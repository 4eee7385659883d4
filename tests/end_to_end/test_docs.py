"""What README and docs show works as it is written: every page is carried out from top to bottom."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES, ROOT, execute

pytestmark = pytest.mark.docs

DOCS = ROOT / "docs"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]
    if "gallery" not in path.parts and path.name != "tutorial.md"
)
SET_UP = ("python3 -m venv", "source ", "pip ", "python -m", "python benchmarks", "eval ", "cd ", "python docs")
"""Commands that only CI, or the tutorial in an environment of its own, can carry out."""


def blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    """(language, name of the file, text) of every block of code."""
    yield from re.findall(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', page.read_text("utf-8"), re.S | re.M)


def commands(text: str) -> Iterator[tuple[str, int]]:
    """(command, exit code) of every line; a comment may say which code to expect."""
    for line in text.replace("\\\n", " ").splitlines():
        command, _, comment = line.partition("#") if "'#" not in line else (line, "", "")
        if command.strip():
            expected = re.search(r"exit (\d)", comment)
            yield command.strip(), int(expected[1]) if expected else 0


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A folder with what the pages take for granted: an organisation, a deck, a table, the samples."""
    (tmp_path / "examples").symlink_to(EXAMPLES)
    shutil.copy(EXAMPLES / "reches-bank.yaml", tmp_path / "acme.yaml")
    (tmp_path / "levels.csv").write_text("capability,level\nbasic-presence,1\n", "utf-8")
    from pptx import Presentation

    deck = Presentation()
    for _ in range(8):
        deck.slides.add_slide(deck.slide_layouts[5])
    for name in ("strategy.pptx", "corporate.pptx"):
        deck.save(str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_page_works_as_it_is_written(page, desk, run):
    for language, title, text in blocks(ROOT / page):
        if title:
            (desk / title).write_text(text, "utf-8")
        if language == "python":
            compile(text, f"{page}: {title}", "exec")
            if not title:
                exec(compile(text, page, "exec"), {"__name__": "page"})
        elif language == "sh":
            for command, expected in commands(text):
                words = shlex.split(command)
                if words[0] == "planner":
                    if "init" in words:
                        (desk / words[-1]).unlink(missing_ok=True)
                    result = run(*words[1:])
                    assert result.exit_code == expected, f"{page}: {command}\n{result.output}"
                    if "init" in words:
                        shutil.copy(EXAMPLES / "reches-bank.yaml", desk / words[-1])
                else:
                    assert command.startswith(SET_UP), f"{page}: nobody tries '{command}'"
        elif language == "yaml":
            assert yaml.safe_load(text)
        elif language == "toml":
            assert tomllib.loads(text)
        elif language == "json":
            assert json.loads(text)
        else:
            assert language == "text", f"{page}: nobody tries a block of '{language}'"


def test_the_message_that_the_page_about_options_shows(run, desk):
    page = DOCS / "plugins/options.md"
    own = {title: text for _, title, text in blocks(page) if title}
    (desk / "steady.py").write_text(own["steady.py"])
    (desk / "steady.yaml").write_text(own["steady.yaml"].replace("side: long", "side: sideways"))
    (shown,) = [text for language, _, text in blocks(page) if language == "text"]
    assert shown.strip() in run("roadmap", "steady.yaml", "--plugin", "steady.py").output


def test_every_kind_of_plugin_has_a_page_and_every_page_is_in_the_navigation():
    from planner.plugins import KINDS

    assert {f"{kind}.md" for kind in KINDS} <= {path.name for path in (DOCS / "plugins").iterdir()}
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8")))
    assert named == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}


@pytest.mark.packaging
def test_the_documentation_is_built_without_a_warning(tmp_path):
    """Links, anchors and everything the reference is generated from."""
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    site = ROOT / "build" / "site"
    assert "planner_stall_patterns" in (site / "reference" / "plugins.html").read_text("utf-8")


@pytest.mark.packaging
def test_the_tutorial_from_end_to_end(tmp_path, wheelhouse):
    """What a new agency developer does, in a clean environment: no checkout on the path, the wheel is what pip finds."""
    script = ["set -euo pipefail"]
    for language, title, text in blocks(DOCS / "tutorial.md"):
        if title:
            script += [f"cat > {shlex.quote(title)} <<'END-OF-FILE'", text.rstrip("\n"), "END-OF-FILE"]
        elif language == "sh":
            script.append(text)
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    said = execute(
        "bash", "-c", "\n".join(script), cwd=tmp_path, PATH=path, PIP_FIND_LINKS=str(wheelhouse), PIP_NO_INPUT="1"
    )
    assert "3 passed" in said or "2 passed" in said
    assert "fails" not in said
    assert (tmp_path / "plan.svg").stat().st_size > 5000
    installed = list((tmp_path / ".venv").rglob("planner/__init__.py"))
    assert len(installed) == 1, "the planner of the wheel, in the environment of the tutorial"


def test_the_gallery_is_what_the_planner_draws_today(tmp_path):
    """All but the maps, whose places come from whichever Graphviz is there."""
    made = subprocess.run(
        [sys.executable, ROOT / "docs/gallery/make.py", tmp_path], capture_output=True, text=True, check=True
    )
    assert "Open" in made.stdout
    kept, drawn = ({path.name for path in folder.glob("*.svg")} for folder in (ROOT / "docs/gallery", tmp_path))
    assert kept == drawn
    for name in sorted(kept):
        if "map" not in name:
            assert (ROOT / "docs/gallery" / name).read_bytes() == (tmp_path / name).read_bytes(), name
    page = (ROOT / "docs/gallery/README.md").read_text("utf-8")
    assert page == (tmp_path / "README.md").read_text("utf-8")
    assert all(name in page for name in kept)


def test_from_an_empty_folder_to_a_board_deck_in_six_commands(run, tmp_path):
    """The README's own commands, in a folder with nothing in it."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## From an empty folder to a board deck")[2]
    block = re.search(r"```sh\n(.*?)```", section, re.S)
    assert block is not None
    lines = [command for command, _expected in commands(block[1])]
    assert 1 <= len(lines) <= 6 and not list(tmp_path.iterdir())
    for line in lines:
        assert run(*shlex.split(line)[1:]).exit_code == 0, line
    from pptx import Presentation

    deck = Presentation(str(tmp_path / "board.pptx"))
    words = " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert len(deck.slides) >= 6 and "“Streamline” is planned for " in words
    assert all(slide.has_notes_slide for slide in deck.slides)
