import json
from pathlib import Path

import planner
from planner.testing import check_check, check_journey

ACME = {
    "organisation": "acme-bank", "name": "Acme Bank (fictional)", "fictional": True, "journey": "regulated-bank",
    "start": "2027-01-01", "levels": {"basic-presence": 2, "basic-listening": 2}, "targets": {"social-care": 2},
}  # fmt: skip


def plan(folder: Path, **changed: object) -> planner.Roadmap:
    file = folder / "acme.json"
    file.write_text(json.dumps({**ACME, **changed}), "utf-8")
    return planner.plan(file)


def test_they_keep_the_contract() -> None:
    check_journey("regulated-bank")
    check_check("records-first")
    check_check("complaints-route")


def test_the_bank_keeps_records_before_it_answers_customers(tmp_path: Path) -> None:
    roadmap = plan(tmp_path)
    order = {step.capability: step for step in roadmap.placements}
    assert order["record-archive"].finish <= order["social-care"].start
    assert order["complaints-register"].finish <= order["social-care"].start
    assert "complaints-route" not in {one.check for one in roadmap.findings}


def test_an_order_that_forgets_the_records_is_flagged(tmp_path: Path) -> None:
    roadmap = plan(tmp_path, targets={"employee-advocacy": 2})
    flagged = {one.check: one for one in roadmap.findings}
    assert flagged["records-first"].weight == "must"
    assert "complaints-register" in flagged["complaints-route"].about


def test_the_default_journey_is_left_alone(tmp_path: Path) -> None:
    findings = plan(tmp_path, journey="social-native").findings
    assert not {"records-first", "complaints-route"} & {one.check for one in findings}
