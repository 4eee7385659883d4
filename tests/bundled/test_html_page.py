"""The page, in a real browser: highlights, keyboard, filters, print, accessibility, and no request to anybody."""

from __future__ import annotations

import shutil

import pytest

import planner
from planner.i18n.translation import day

from big_plans import plan as big_plan
from conftest import EXAMPLES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed; CI installs it"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def show(browser, tmp_path):
    """Opens a roadmap's page; at the end nothing may have been complained of or asked for."""
    said: list[str] = []
    asked: list[str] = []
    pages = []

    def opened(roadmap: planner.Roadmap, view: str = "swimlane"):
        path = tmp_path / "plan.html"
        planner.export(roadmap, path, view=view)
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append("a dialog opened"), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert said == []
    assert len(asked) == len(pages), f"only the page itself is loaded: {asked}"


@pytest.fixture(scope="module")
def bank():
    return planner.plan(EXAMPLES / "reches-bank.yaml")


def dimmed(page) -> set[str]:
    return set(page.eval_on_selector_all("svg g.dim[data-of]", "all => all.map(g => g.dataset.of)"))


def reach(roadmap: planner.Roadmap, step: str) -> set[str]:
    """A step with all it needs and all that needs it."""
    placed = {p.id: p for p in roadmap.placements}
    found = {step}
    for key in ("needs", "unlocks"):
        todo = [step]
        while todo:
            for other in getattr(placed[todo.pop()], key):
                if other in placed and other not in found:
                    found.add(other)
                    todo.append(other)
    return found


@pytest.mark.parametrize("view", ["swimlane", "map", "gantt"])
def test_hover_shows_what_a_step_needs_and_unlocks(show, bank, view):
    page = show(bank, view)
    page.hover("g[id$='-step-social-care@2']")
    everything = {p.id for p in bank.placements}
    assert dimmed(page) == everything - reach(bank, "social-care@2")
    said = page.inner_text("#said")
    step = bank["social-care@2"]
    assert step.needs and step.unlocks
    assert all(bank[other].name in said for other in (step.id, *step.needs, *step.unlocks))
    page.mouse.move(2, 2)
    assert dimmed(page) == set()


def test_the_keyboard_does_all_of_it(show, bank):
    page = show(bank)
    page.focus("g[id$='-step-social-care@2']")
    assert dimmed(page) == {p.id for p in bank.placements} - reach(bank, "social-care@2")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.of") == "social-crm@2"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.of") in bank["social-crm@2"].needs
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    assert dimmed(page), "Enter keeps it highlighted"
    page.keyboard.press("Escape")
    assert dimmed(page) == set()
    page.focus("#owner")
    stops = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.dataset.of"))
    assert {p.id for p in bank.placements} <= stops, "every step is reached with Tab"


def test_filters_and_the_table(show, bank):
    page = show(bank)
    owner = bank["social-care@2"].owner_name
    page.select_option("#owner", owner)
    others = {p.id for p in bank.placements if p.owner_name != owner}
    assert dimmed(page) == others
    page.click("summary")
    rows = page.eval_on_selector_all("tbody tr", "all => all.filter(r => r.offsetParent).map(r => r.dataset.item)")
    assert set(rows) == {p.id for p in bank.placements} - others
    page.click("#clear")
    assert dimmed(page) == set()
    text = page.inner_text("table")
    for step in bank.placements:
        assert step.name in text
        assert day(step.start_date) in text


def test_filters_work_while_a_step_is_kept(show, bank):
    page = show(bank)
    page.focus("g[id$='-step-social-care@2']")
    page.keyboard.press("Enter")
    page.select_option("#owner", bank["social-crm@2"].owner_name)
    assert {p.id for p in bank.placements} - dimmed(page) == {"social-crm@2"}


def test_arrow_keys_stay_on_their_page(show, bank):
    page = show(bank, "swimlane+gantt")
    assert page.locator("g[id='p1-step-social-care@2']").count() == 1
    page.focus("g[id='p2-step-social-care@2']")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "p2-step-social-crm@2"


def test_print_shows_the_picture_and_no_controls(show, bank):
    page = show(bank)
    page.emulate_media(media="print")
    assert not page.is_visible(".filters")
    assert page.is_visible("svg")
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("view", ["swimlane", "map", "heatmap", "reasons"])
def test_accessibility(show, view, language):
    """axe-core finds nothing serious."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is part of the test extra")
    page = show(planner.plan(EXAMPLES / "reches-bank.yaml", language=language), view)
    page.click("summary")
    found = axe.Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "he" else "ltr")


@pytest.mark.parametrize("view", ["swimlane", "journey", "summary", "heatmap"])
def test_pictures_of_a_hebrew_page_are_laid_out_as_they_are_drawn(show, view):
    """A page that runs from right to left turns the ends of texts around in a drawing, unless the drawing says else."""
    page = show(planner.plan(EXAMPLES / "reches-bank.yaml", language="he"), view)
    outside = page.evaluate(
        """() => { const own = document.querySelector("svg").getBoundingClientRect();
        return [...document.querySelectorAll("svg text")].filter(t => t.textContent.trim()).map(
            t => [t.textContent, t.getBoundingClientRect()]).filter(
            ([, r]) => r.left < own.left - 2 || r.right > own.right + 2).map(([t]) => t) }"""
    )
    assert outside == []


def test_labels_stay_text(show):
    roadmap = big_plan(60)
    page = show(roadmap, "swimlane+reasons")
    assert page.evaluate("document.querySelectorAll('script').length") == 1
    assert "<script>alert(1)</script>" in page.inner_text("body") + page.evaluate(
        "document.querySelector('table').textContent"
    )
    assert "]]>" in page.evaluate("document.querySelector('table').textContent")


@pytest.mark.parametrize("name", ["reches-bank", "tamuzia-home", "five-minutes"])
def test_the_page_is_small(name, tmp_path):
    roadmap = planner.plan(EXAMPLES / f"{name}.yaml")
    for view in ("swimlane", "map", "gantt", "journey"):
        planner.export(roadmap, tmp_path / "plan.html", view=view)
        content = (tmp_path / "plan.html").read_bytes()
        assert len(content) < 100_000
        assert b"http" not in content.replace(b'xmlns="http://www.w3.org/2000/svg"', b"").replace(b"http-equiv", b"")


def test_the_same_in_hebrew(show):
    page = show(planner.plan(EXAMPLES / "reches-bank.yaml", language="he"))
    page.focus("g[id$='-step-social-care@2']")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.of") == "social-crm@2", "on is to the left"


@pytest.mark.parametrize("language", ["en", "he", "de"])
@pytest.mark.parametrize("view", ["journey", "swimlane", "heatmap"])
def test_a_picture_looks_the_same_inside_any_page(browser, tmp_path, language, view):
    """Inlined in a wiki that runs from right to left, in bold italics with wide spacing, on a dark ground."""
    planner.export(planner.plan(EXAMPLES / "reches-bank.yaml", language=language), tmp_path / "plan.svg", view=view)
    svg = (tmp_path / "plan.svg").read_text("utf-8")
    places = []
    for style in (
        'dir="ltr"',
        'dir="rtl" style="font: italic 700 30px serif; letter-spacing: .3em; word-spacing: 2em; background: #111; '
        'color: #eee; text-align: right"',
    ):
        page = browser.new_page(viewport={"width": 2000, "height": 1300})
        page.set_content(f"<!DOCTYPE html><body {style}><article><div>{svg}</div></article></body>")
        places.append(
            page.evaluate(
                """() => { const own = document.querySelector("svg").getBoundingClientRect();
                return [...document.querySelectorAll("svg text")].map(t => { const r = t.getBoundingClientRect();
                return [r.left - own.left, r.top - own.top, r.width] }) }"""
            )
        )
        page.close()
    plain, wiki = places
    assert len(plain) > 20
    assert all(abs(a - b) < 1 for one, other in zip(plain, wiki, strict=True) for a, b in zip(one, other, strict=True))
