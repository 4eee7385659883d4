"""Pipelines and sites: real builds of real sites, what the action and the hooks run, a notebook's magic."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest
import yaml

import planner
from planner.sites import fence, notebook

from conftest import EXAMPLES, ROOT

ORGANISATION = EXAMPLES / "five-minutes.yaml"
BIN = Path(sys.executable).parent
FIGURE = '<figure class="roadmap"><img src="data:image/svg+xml;base64,'
MKDOCS = "site_name: Trial\n" + dedent(str(fence.__doc__).split("::\n\n")[1].split("\n\nand in a page")[0]) + "\n"
"""As the module says it."""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    shutil.copy(ORGANISATION, tmp_path / "acme.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def built(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / command[0]), *command[1:]], capture_output=True, text=True)


def test_committed_pictures_are_compared_and_nothing_is_written(run, folder):
    asked = ("roadmap", "acme.yaml", "-o", "journey:journey.svg", "-o", "plan.md", "--sequencer", "list")
    missing = run(*asked, "--check")
    assert missing.exit_code == 1 and "journey.svg is missing" in missing.stderr and not (folder / "plan.md").exists()
    assert run(*asked, "-q").exit_code == 0
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    assert run(*asked, "--check").exit_code == 0
    (folder / "acme.yaml").write_text(ORGANISATION.read_text("utf-8").replace("name:", "name: New", 1), "utf-8")
    (folder / "journey-2.svg").write_text("<svg/>")
    stale = run(*asked, "--check")
    assert stale.exit_code == 1
    assert "plan.md is not what would be written today" in stale.stderr
    assert "journey-2.svg is a page that is no longer drawn" in stale.stderr
    assert all((folder / path.name).read_bytes() == content for path, content in kept.items() if path.suffix != ".yaml")


def test_a_snippet_has_the_path_that_was_given(run, folder):
    (folder / "img").mkdir()
    result = run("roadmap", "acme.yaml", "-o", "journey:img/a plan.svg", "--snippet", "markdown")
    assert "](img/a%20plan.svg)" in result.stdout


@pytest.mark.packaging
@pytest.mark.parametrize("command", [("mkdocs", "build", "--strict", "-q"), ("zensical", "build", "--strict")])
def test_a_fenced_block_in_a_real_site(command, folder):
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (folder / "docs").mkdir()
    page = folder / "docs" / "index.md"
    page.write_text("# A page\n\n```roadmap\nfile: acme.yaml\nview: journey\n```\n", "utf-8")
    done = built(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert FIGURE in (folder / "site" / "index.html").read_text("utf-8")
    for wrong, words in (("file: acme.yaml\nview: jorney", "did you mean 'journey'?"), ("view: map", "the block names no file"),
                         ("file: acme.yaml\ncolour: red", "unknown option 'colour'"), ("file: gone.yaml", "no such file"),
                         ("file: [", "the block is not YAML")):  # fmt: skip
        page.write_text(f"# A page\n\n```roadmap\n{wrong}\n```\n", "utf-8")
        done = built(*command)
        assert done.returncode and words in done.stdout + done.stderr, words


@pytest.mark.packaging
def test_a_directive_in_a_real_site(folder):
    (folder / "conf.py").write_text('project = "x"\nextensions = ["planner.sites.sphinx"]\n')
    page = folder / "index.rst"
    page.write_text("Title\n=====\n\n.. roadmap:: acme.yaml\n   :view: journey\n   :alt: What comes when\n")
    done = built("sphinx-build", "-W", "-q", "-b", "html", ".", "html")
    assert done.returncode == 0, done.stderr
    html = (folder / "html" / "index.html").read_text("utf-8")
    assert FIGURE in html and 'alt="What comes when"' in html
    assert built("sphinx-build", "-W", "-q", "-b", "text", ".", "text").returncode == 0
    assert "What comes when" in (folder / "text" / "index.txt").read_text("utf-8")
    text = (folder / "acme.yaml").read_text("utf-8")
    (folder / "acme.yaml").write_text(
        text.replace("organisation: corner", "journey: ours.yaml\norganisation: corner"), "utf-8"
    )
    pages = []
    for name in ("One name", "Other name"):  # the organisation stays as it is
        stage = f"{{name: {{en: {name}}}}}"
        (folder / "ours.yaml").write_text(
            f"journey: ours\nextends: social-native\nstages: {{channels: {stage}}}\n", "utf-8"
        )
        assert built("sphinx-build", "-W", "-q", "-b", "html", ".", "html").returncode == 0
        pages.append((folder / "html" / "index.html").read_text("utf-8"))
    assert pages[0] != pages[1] != html
    page.write_text("Title\n=====\n\n.. roadmap:: acm.yaml\n")
    wrong = built("sphinx-build", "-W", "-q", "-b", "html", ".", "html")
    assert wrong.returncode and "did you mean 'acme.yaml'?" in wrong.stderr


def test_a_magic_draws_a_file_or_its_cell(folder):
    known = {}
    notebook.load_ipython_extension(
        SimpleNamespace(register_magic_function=lambda f, **how: known.update({how["magic_name"]: f}))
    )
    magic = known["roadmap"]
    assert magic("acme.yaml --view journey")._repr_html_().startswith(FIGURE)
    assert magic("--view map --theme dark", ORGANISATION.read_text("utf-8"))._repr_html_().startswith(FIGURE)
    for line, cell in (("", None), ("acme.yaml", "organisation: x"), ("acme.yaml --veiw map", None)):
        with pytest.raises(planner.PlannerError, match=r"give a file|is not understood"):
            magic(line, cell)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("bash") is None, reason="the action runs where there is bash")
def test_the_action_checks_and_writes(folder):
    action = yaml.safe_load((ROOT / ".github/actions/roadmap/action.yml").read_text("utf-8"))
    script = action["runs"]["steps"][-1]["run"]

    def acted(**given: str) -> subprocess.CompletedProcess[str]:
        asked = {
            "FILES": "acme.yaml",
            "OUTPUTS": "journey:journey.svg\nplan.md\n",
            "CHECK": "false",
            "RULES": "false",
        } | given
        path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", "-e", "-c", script], env=os.environ | asked | path, capture_output=True, text=True
        )

    assert acted(CHECK="true").returncode == 1
    assert acted().returncode == 0 and (folder / "journey.svg").exists()
    assert acted(CHECK="true").returncode == 0
    assert acted(FILES="acme.yaml\nnone.yaml", CHECK="true").returncode == 2
    (folder / "plan.md").write_text("old")
    assert "plan.md is not what would be written" in acted(CHECK="true").stderr


def test_the_hooks_are_commands_that_there_are(run, folder):
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")):
        words = hook["entry"].split()
        assert words[0] == "planner" and hook["language"] == "python"
        more = ["acme.yaml", "-o", "journey:journey.svg"] if "--check" in words else ["acme.yaml"]
        assert run(*words[1:], *more).exit_code in (0, 1), hook["id"]
