"""Watching: outputs follow the file under the same names; the page is served to this machine only."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"


@pytest.fixture
def watching(tmp_path: Path):
    """``planner watch`` as a process of its own; returns (folder, address, what waits until it has said something)."""
    (tmp_path / "bank.yaml").write_text(BANK.read_text("utf-8"), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", "watch", "bank.yaml", "-o", "plan.html", "-o", "plan.svg", "-o", "plan.json",
         "--port", "0"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    watchdog = threading.Timer(300, process.kill)  # a watch that says nothing more ends the wait, and fails the test
    watchdog.start()

    def says(words: str) -> str:
        found = next((line for line in process.stdout or () if words in line), "")
        assert found, f"it never said {words!r}"
        return found

    yield tmp_path, says("Open ").split()[1], says
    watchdog.cancel()
    process.terminate()
    process.wait(timeout=120)
    if process.stdout:
        process.stdout.close()


def state(address: str) -> dict:
    with urllib.request.urlopen(f"{address}state", timeout=120) as answer:
        return json.load(answer)


def test_outputs_follow_the_file_and_faults_leave_them(watching):
    folder, address, says = watching
    before = (folder / "plan.svg").read_bytes()
    at = state(address)["version"]
    (folder / "bank.yaml").write_text(BANK.read_text("utf-8").replace("  social-crm: 2\n", ""), "utf-8")
    says(": wrote plan.html")
    assert state(address)["version"] > at
    after = (folder / "plan.svg").read_bytes()
    assert after != before
    (folder / "bank.yaml").write_text("organisation: [", "utf-8")
    says("bank.yaml:")
    assert "bank.yaml" in state(address)["error"]
    assert (folder / "plan.svg").read_bytes() == after


def test_outputs_are_not_watched_even_where_they_are_documents(run, tmp_path):
    (tmp_path / "bank.yaml").write_text(BANK.read_text("utf-8"), "utf-8")
    told = run("watch", "bank.yaml", "--once", "--json", "-o", "bank.json", "-o", "bank.html").stdout
    built = json.loads(told.splitlines()[0])
    assert built["files"] == ["bank.json", "bank.html"]
    assert [Path(name).name for name in built["watched"]] == ["social-native.yaml", "bank.yaml"]


def test_only_this_machine_and_only_the_outputs(watching):
    _folder, address, _says = watching
    assert address.startswith("http://127.0.0.1:")
    host, port = address.removeprefix("http://").rstrip("/").split(":")

    def ask(path: str, host_header: str) -> int:
        connection = http.client.HTTPConnection(host, int(port), timeout=120)
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host_header)
        connection.endheaders()
        status = connection.getresponse().status
        connection.close()
        return status

    assert ask("/", f"127.0.0.1:{port}") == 200
    assert ask("/0-plan.html", f"localhost:{port}") == 200
    assert ask("/", "evil.example") == 403
    assert ask("/", "[::1") == 403
    for path in ("/bank.yaml", "/../bank.yaml", "/%2e%2e/bank.yaml", "/etc/passwd", "/0-plan.html/../bank.yaml"):
        assert ask(path, f"127.0.0.1:{port}") == 404


def test_journeys_and_logos_elsewhere_are_watched(tmp_path):
    """Whatever was read for the outputs, wherever it is."""
    from planner import api
    from planner.documents.reader import noting_files
    from planner.documents.theme import load_theme

    (tmp_path / "journeys").mkdir()
    (tmp_path / "journeys/own.yaml").write_text("journey: own\nextends: social-native\n", "utf-8")
    (tmp_path / "orgs").mkdir()
    bank = BANK.read_text("utf-8").replace("journey: social-native ", "journey: ../journeys/own.yaml ")
    (tmp_path / "orgs/bank.yaml").write_text(bank, "utf-8")
    (tmp_path / "theme.yaml").write_text("theme: x\nlogo: logo.png\n", "utf-8")
    with noting_files() as files:
        api.load(tmp_path / "orgs/bank.yaml")
        with pytest.raises(Exception, match=r"logo\.png"):
            load_theme(tmp_path / "theme.yaml")
    names = {path.name for path in files}
    assert {"bank.yaml", "own.yaml", "social-native.yaml", "theme.yaml", "logo.png"} <= names


def test_building_once_keeps_names(run, tmp_path):
    for _ in range(2):
        assert run("watch", BANK, "--once", "-o", "plan.svg").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["plan.svg"]
