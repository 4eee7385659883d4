from xml.etree import ElementTree

import planner
from planner.testing import SECRET_MARK, check_exporter, situation, situations

NAMES = 'xmlns:ac="http://atlassian.com/content"'


def page(name: str, **options: object) -> str:
    one = situation(name)
    roadmap = planner.plan(one.loaded, sequencer="list", options={"exporters": {"house-confluence": options}})
    return planner.export(roadmap, "house-confluence").decode("utf-8")


def test_it_keeps_the_contract() -> None:
    check_exporter("house-confluence")


def test_every_page_is_well_formed() -> None:
    for one in situations():
        ElementTree.fromstring(f"<page {NAMES}>{page(one.name)}</page>")


def test_labels_stay_text() -> None:
    text = page("hostile")
    assert SECRET_MARK not in text
    assert "&lt;script&gt;" in text


def test_the_options() -> None:
    assert 'ac:name="toc"' in page("sample")
    plain = page("sample", contents=False, reasons=False)
    assert 'ac:name="toc"' not in plain
    assert "Why here" not in plain


def test_hebrew_and_what_does_not_fit() -> None:
    assert "מפת דרכים" in page("right-to-left")
    assert 'ac:name="warning"' in page("does-not-fit")
