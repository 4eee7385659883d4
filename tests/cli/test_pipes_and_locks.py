"""Commands among other programs: a reader that has seen enough, and two commands that change one file."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import planner

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path):
    script = f"set -o pipefail; {sys.executable} -m planner assess {BANK} | head -1"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("args", [("assess", BANK), ("journey", "show"), ("--help",), ("roadmap", BANK, "--json")])
def test_a_pipe_that_nobody_reads_is_no_failure(tmp_path, args):
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = subprocess.run([sys.executable, "-m", "planner", *map(str, args)], cwd=tmp_path, stdout=writes,
                              stderr=subprocess.PIPE, text=True)  # fmt: skip
    finally:
        os.close(writes)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr


def test_commands_at_once_lose_no_update(write, tmp_path):
    file = write("acme.yaml", "organisation: acme\nstart: 2027-01-01\ntargets: {social-crm: 2}  # keep\n")
    names = ("house-rules", "basic-presence", "basic-listening", "reach-reporting", "goal-setting", "shared-strategy")
    running = [
        subprocess.Popen([sys.executable, "-m", "planner", "mark", name, "done", str(file), "--on", "2027-01-01"],
                         cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name in names
    ]  # fmt: skip
    said = [one.communicate()[0] for one in running]
    assert [one.returncode for one in running] == [0] * len(names), said
    assert set(names) <= set(planner.load(file).organisation.levels), said
    assert file.read_text("utf-8").startswith("organisation: acme\n")
    assert "# keep" in file.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["acme.yaml"], "nothing is left beside it"
