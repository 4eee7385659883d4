"""The product as others get it: wheel, sdist, editable, straight from the checkout, and on a bare machine."""

from __future__ import annotations

import shutil
import zipfile

import pytest

from conftest import ROOT, execute, fresh

pytestmark = pytest.mark.packaging

BARE = {"FONTCONFIG_FILE": "/dev/null", "FONTCONFIG_PATH": "/dev/null", "HOME": "/nonexistent"}


def test_the_wheel_puts_nothing_stray_into_site_packages(distributions):
    (wheel,) = distributions.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "planner", "planner_checks", "planner_commands", "planner_stall_patterns", "planner_exporters", "planner_importers", "planner_journeys", "planner_languages",
        "planner_renderers", "planner_runners", "planner_scorers", "planner_sequencers", "planner_themes", "planner_views",
    }  # fmt: skip
    for needed in ("planner/py.typed", "planner/templates/scene.svg.j2", "planner/templates/fonts/planner-sans-bold.ttf",
                   "planner/documents/schemas/journey.schema.json", "planner_journeys/social-native.yaml",
                   "planner_themes/high-contrast.yaml", "planner/templates/plugin/scorers.py.j2", "planner/contract/kit.py"):  # fmt: skip
        assert needed in names


def test_the_wheel_does_the_main_job_on_a_bare_machine(distributions, tmp_path):
    """No Graphviz on the path, no fonts, no checkout near: the pictures come out all the same."""
    (wheel,) = distributions.glob("*.whl")
    programs = fresh(tmp_path / "venv", wheel)
    bank = tmp_path / "bank.yaml"
    bank.write_text((ROOT / "examples" / "reches-bank.yaml").read_text("utf-8"), "utf-8")
    said = execute(programs / "planner", "roadmap", bank, cwd=tmp_path, PATH=str(programs), **BARE)
    assert "Open reches-bank-roadmap" in said
    made = tmp_path / "reches-bank-roadmap"
    assert len((made / "roadmap.png").read_bytes()) > 60_000, "text is drawn without any font installed"
    assert "<text" in (made / "map.svg").read_text("utf-8")
    for sample in sorted(path.stem for path in (ROOT / "examples").glob("*.yaml")):
        execute(programs / "planner", "init", f"{sample}.yaml", "--sample", sample, cwd=tmp_path, **BARE)
    moved = execute(programs / "planner", "journey", "migrate", "five-minutes.yaml", cwd=tmp_path, **BARE)
    assert "from social-native@1 to social-native" in moved


def test_editable_and_installed_agree_with_the_checkout(tmp_path):
    programs = fresh(tmp_path / "venv", "-e", ROOT)
    editable = execute(programs / "planner", "roadmap", ROOT / "examples" / "reches-bank.yaml", "--json", cwd=tmp_path)
    execute(programs / "python", "-m", "pip", "uninstall", "--quiet", "--yes", "journey-planner", cwd=tmp_path)
    checkout = execute(
        programs / "python",
        "-m",
        "planner",
        "roadmap",
        ROOT / "examples" / "reches-bank.yaml",
        "--json",
        cwd=tmp_path,
        PYTHONPATH=str(ROOT),
    )
    assert editable == checkout
    execute(programs / "python", "-m", "pip", "install", "--quiet", ROOT, cwd=tmp_path)
    installed = execute(programs / "planner", "roadmap", ROOT / "examples" / "reches-bank.yaml", "--json", cwd=tmp_path)
    assert installed == editable


@pytest.fixture(scope="module")
def agency(wheelhouse, tmp_path_factory):
    """An environment with the wheel and what building and testing plugins needs: no checkout, nothing else."""
    place = tmp_path_factory.mktemp("agency") / "venv"
    return fresh(place, "--find-links", wheelhouse, "journey-planner[all,testing]", "hatchling", "editables")


@pytest.mark.parametrize("name", ["crm-evidence", "house-confluence", "regulated-bank"])
def test_the_example_plugins_are_packages_of_their_own(name, agency, tmp_path):
    """Built, installed beside the wheel, and tested with their own tests."""
    copy = shutil.copytree(ROOT / "examples" / "plugins" / name, tmp_path / name)
    execute(agency / "python", "-m", "pip", "install", "--quiet", copy, cwd=tmp_path)
    tests = shutil.copytree(copy / "tests", tmp_path / "elsewhere" / "tests")
    if name == "crm-evidence":
        shutil.copy(copy / "export.csv", tests.parent)
    said = execute(agency / "python", "-m", "pytest", "-q", tests, cwd=tests.parent)
    assert "passed" in said and "failed" not in said
    execute(agency / "python", "-m", "pip", "uninstall", "--quiet", "--yes", name, cwd=tmp_path)


def test_every_kind_of_plugin_can_be_scaffolded_installed_and_tested(agency, tmp_path):
    """'planner plugins new', 'pip install -e', 'pytest': green at once, for every kind."""
    kinds = [
        "scorer",
        "sequencer",
        "check",
        "stall-pattern",
        "view",
        "renderer",
        "exporter",
        "importer",
        "journey",
        "theme",
        "language",
        "command",
    ]
    for kind in kinds:
        execute(agency / "planner", "plugins", "new", f"my-{kind}", "--kind", kind, "--yes", cwd=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"my-{kind}" for kind in kinds}
    editable = [word for kind in kinds for word in ("-e", f"./my-{kind}")]
    alone = ("--no-build-isolation", "--no-deps")  # that a package is built by itself, the examples show
    execute(agency / "python", "-m", "pip", "install", "--quiet", *alone, *editable, cwd=tmp_path)
    said = execute(agency / "python", "-m", "pytest", "-q", "--import-mode=importlib", cwd=tmp_path)
    assert "12 passed, 1 xfailed" in said
    listed = execute(agency / "planner", "plugins", "list", cwd=tmp_path)
    assert all(f"my-{kind}" in listed for kind in kinds)
    assert "my-command" in execute(agency / "planner", "--help", cwd=tmp_path)
