"""The page, in a real browser: highlights, keyboard, filters, print, accessibility, and no request to anybody."""

from __future__ import annotations

import shutil

import pytest

import planner
from planner.i18n.translation import day
from planner.pictures import THEMES

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
    assert len({url.partition("#")[0] for url in asked}) == 1, f"only the page itself is loaded: {asked}"


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
    page.click("#tab-gantt")
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


@pytest.mark.parametrize("name", ["reches-bank", "tamuzia-home", "five-minutes", "alder-outdoor"])
def test_the_page_is_small_and_asks_nobody(name, tmp_path):
    planner.export(planner.plan(EXAMPLES / f"{name}.yaml"), tmp_path / "plan.html")
    content = (tmp_path / "plan.html").read_bytes()
    assert len(content) <= 300_000
    assert b"http" not in content.replace(b'xmlns="http://www.w3.org/2000/svg"', b"").replace(b"http-equiv", b"")


def test_tabs_hold_the_views_and_the_address_keeps_what_is_shown(show, bank):
    page = show(bank, "")
    assert page.locator("[role=tab]").all_inner_texts() == [
        "Journey", "Steps", "Map", "Levels", "People and money", "Decisions", "List",
    ]  # fmt: skip
    assert page.locator("[role=tabpanel]:visible").count() == 1
    page.focus("#tab-journey")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#panel-swimlane") and not page.is_visible("#panel-journey")
    page.fill("#search", "crm")
    page.select_option("#owner", bank["social-crm@2"].owner_name)
    page.click("#panel-swimlane g[id$='-step-social-crm@2']")
    address = page.evaluate("location.href")
    page.goto("about:blank")
    page.goto(address)
    assert page.is_visible("#panel-swimlane")
    assert page.input_value("#search") == "crm" and page.input_value("#owner") == bank["social-crm@2"].owner_name
    assert page.is_visible("#panel") and page.inner_text("#about h2") == bank["social-crm@2"].name


def test_the_panel_says_all_there_is_of_a_step_and_leads_on(show, bank):
    page = show(bank, "")
    page.click("#tab-list")
    step = bank["social-crm@2"]
    page.click(f".list li[data-of='{step.id}'] button")
    said = page.inner_text("#panel")
    for words in (step.name, step.owner_name, step.outcome, step.proof, *step.kpis, step.reason.text.split(",")[0]):
        assert words in said
    for other in (*step.needs, *step.unlocks):
        assert bank[other].name in said
    page.click(f"#panel dd button:has-text('{bank[step.needs[0]].name}')")
    assert page.inner_text("#about h2") == bank[step.needs[0]].name
    page.click("#close")
    assert not page.is_visible("#panel")


def test_chains_of_a_step_are_drawn(show, bank):
    page = show(bank, "swimlane")
    step = bank["social-care@2"]
    page.click("g[id$='-step-social-care@2']")
    drawn = page.locator("svg .chain").count()
    assert drawn == sum(other in {p.id for p in bank.placements} for other in (*step.needs, *step.unlocks))
    page.mouse.move(2, 2)
    page.keyboard.press("Escape")
    assert page.locator("svg .chain").count() == 0


def test_search_finds_by_name_and_owner(show, bank):
    page = show(bank, "swimlane")
    page.fill("#search", "sales")
    hits = {p.id for p in bank.placements if "sales" in f"{p.name} {p.owner_name}".lower()}
    assert hits and dimmed(page) == {p.id for p in bank.placements} - hits
    assert page.inner_text("#said") == f"Found: {len(hits)}"
    page.check("#tight")
    page.fill("#search", "")
    assert dimmed(page) == {p.id for p in bank.placements if not p.critical}


def test_a_phone_has_a_list_that_can_be_read_and_touched(browser, tmp_path, bank):
    planner.export(bank, tmp_path / "plan.html")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((tmp_path / "plan.html").as_uri())
    assert page.is_visible("#panel-list") and page.locator(".list li:visible").count() == len(bank.placements)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "the page itself is not wider than the phone"
    for view in ("list", "swimlane"):
        page.click(f"#tab-{view}")
        small = page.evaluate(
            """() => [...document.querySelectorAll("main text, main b, main span, header *, label")].filter(
                e => e.getBoundingClientRect().width > 1 && e.textContent.trim()).filter(e => {
                const svg = e.closest("svg");
                const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
                return parseFloat(getComputedStyle(e).fontSize) * scale < 14.95;
            }).map(e => e.textContent)"""
        )
        assert small == []
    page.click("#tab-list")
    low = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input[type=search]")].filter(
            e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 60))"""
    )
    assert low == []
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dark_and_light_are_both_readable(browser, tmp_path, theme):
    """axe measures the contrast of every text, in the light the page was made in and in the other one."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is part of the test extra")
    planner.export(
        planner.plan(EXAMPLES / "reches-bank.yaml"), tmp_path / "plan.html", style=planner.Style(theme=THEMES[theme])
    )
    page = browser.new_page(viewport={"width": 1500, "height": 1000})
    page.goto((tmp_path / "plan.html").as_uri())
    grounds = []
    for _light in range(2):
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        for tab in page.locator("[role=tab]").all():
            tab.click()
            found = axe.Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:150]) for v in found] == []
        page.click("#dark")
    assert grounds[0] != grounds[1]
    page.close()


def test_zoom(show, bank):
    page = show(bank, "swimlane")
    width = page.evaluate("document.querySelector('svg').getBoundingClientRect().width")
    page.click("#larger")
    assert page.evaluate("document.querySelector('svg').getBoundingClientRect().width") > 1.2 * width
    page.click("#fit")
    assert abs(page.evaluate("document.querySelector('svg').getBoundingClientRect().width") - width) < 2


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
