"""What README and docs show works as it is written."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import planner

from conftest import ROOT


def blocks(file: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / file).read_text("utf-8"), re.S)


def test_the_journey_of_the_documentation(write):
    (text,) = blocks("docs/journeys.md", "yaml")
    museum = planner.load_journey(write("museum.yaml", text))
    assert "open-collection" in museum.capabilities


def test_the_organisation_of_the_documentation(write):
    (text,) = blocks("docs/organisations.md", "yaml")
    assert planner.plan(write("acme.yaml", text)).placements


def test_the_python_of_the_readme(monkeypatch, tmp_path):
    (code,) = blocks("README.md", "python")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "bank.svg").read_bytes().startswith(b"<svg")


def test_the_commands_of_the_readme(run, tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    lines = [line.split("#")[0].split() for block in blocks("README.md", "sh") for line in block.splitlines()]
    commands = [words[1:] for words in lines if words and words[0] == "planner"]
    assert len(commands) >= 8
    for command in commands:
        assert run(*command).exit_code == 0, command


@pytest.mark.packaging
def test_the_plugin_of_the_documentation(tmp_path):
    """Written, installed into an environment of its own and used, as docs/plugins.md says."""
    (code,) = blocks("docs/plugins.md", "python")
    project, settings = blocks("docs/plugins.md", "toml")
    (tmp_path / "planner.toml").write_text(settings)
    (tmp_path / "agency_scorers.py").write_text(code)
    (tmp_path / "pyproject.toml").write_text(project)
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run([venv / "bin" / "pip", "install", "--quiet", ROOT, tmp_path], check=True)
    bank = ROOT / "examples" / "reches-bank.yaml"
    done = subprocess.run(
        [venv / "bin" / "planner", "explain", "social-crm", bank, "--scorer", "cheap-first"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "score by cheap-first" in done.stdout
    single = [venv / "bin" / "planner", "--project", "planner.toml", "--no-plugin", "agency-scorers:cheap-first",
              "explain", "social-crm", bank, "--scorer", "cheap-first"]  # fmt: skip
    done = subprocess.run(single, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "score by cheap-first" in done.stdout, "the same as a single file"


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


def test_the_commands_about_pictures(run, tmp_path):
    from pptx import Presentation

    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "acme.yaml").write_text((ROOT / "examples/reches-bank.yaml").read_text("utf-8"), "utf-8")
    deck = Presentation()
    for _ in range(8):
        deck.slides.add_slide(deck.slide_layouts[5])
    deck.save(str(tmp_path / "strategy.pptx"))
    lines = [line.split("#")[0].split() for block in blocks("docs/pictures.md", "sh") for line in block.splitlines()]
    commands = [words[1:] for words in lines if words and words[0] == "planner"]
    assert len(commands) >= 7
    for command in commands:
        assert run(*command).exit_code == 0, command


def test_the_theme_and_the_python_about_pictures(write, run, monkeypatch, tmp_path):
    (text,) = blocks("docs/pictures.md", "yaml")
    assert run("theme", "check", write("acme.yaml", text)).exit_code == 0
    (code,) = blocks("docs/pictures.md", "python")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "pictures.md", "exec"), {})
    assert (tmp_path / "bank.pptx").stat().st_size > 20_000
