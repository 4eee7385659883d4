"""Languages: every sentence has its translation, with the same placeholders; plural forms, dates, numbers."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import planner
from planner.contract.analyses import with_analyses
from planner.i18n.text import has_rtl
from planner.i18n.translation import day, decimal, is_rtl_language, languages, ngettext, speaking
from planner.pictures.style import Style
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

from conftest import EXAMPLES, ROOT

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]


def sentences() -> set[str | tuple[str, ...]]:
    found = set()
    for folder in ("planner", "plugins", "templates"):
        options = {"**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), METHODS, options_map=options, keywords=KEYWORDS
        ):
            found.add(message)
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_every_sentence_is_translated(code):
    with (resources.files("planner.i18n") / "catalogues" / f"{code}.po").open("rb") as file:
        table = read_po(file)
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id): message for message in table if message.id
    }
    wanted = sentences()
    assert len(wanted) > 200
    assert wanted - known.keys() == set(), "not translated"
    assert known.keys() - wanted == set(), "no longer said"
    for key, message in known.items():
        forms = (message.string,) if isinstance(message.string, str) else message.string
        assert all(forms), key
        whole = placeholders(key if isinstance(key, str) else key[1])
        assert placeholders(forms[-1]) == whole, key
        assert all(placeholders(form) <= whole for form in forms), key


@pytest.mark.long
@pytest.mark.parametrize("name", ["reches-bank", "tamuzia-home", "five-minutes", "alder-outdoor"])
def test_hebrew_pages_have_no_english_of_ours(name):
    """What is left in Latin letters are names that the journey or the organisation has in Latin."""
    loaded = planner.load(EXAMPLES / f"{name}.yaml")
    limits = planner.Limits(effort=0.5)
    roadmap = with_analyses(planner.plan(loaded, language="he", limits=limits))
    rules = [rule.name for rule in loaded.organisation.calendar]
    allowed = {"crm", "ils", "eur", "usd", "social", "corner", "books", "kpi", "it"} | set(
        re.findall(r"[a-z]+", " ".join([*roadmap.names.values(), roadmap.name, roadmap.currency, *rules]).lower())
    )
    for view in default_registry().names("views"):
        for scene in draw(roadmap, view, default_registry(), Style()):
            for shape in scene.shapes:
                for line in shape.lines:
                    latin = set(re.findall(r"[A-Za-z]{2,}", line.text))
                    assert {word.lower() for word in latin} <= allowed, f"{view}: {line.text}"
            assert has_rtl(scene.title)


def test_plural_forms_follow_the_language():
    assert ngettext("{n} week", "{n} weeks", 1) == "1 week"
    assert ngettext("{n} week", "{n} weeks", 2) == "2 weeks"
    with speaking("he"):
        said = [ngettext("{n} week", "{n} weeks", n) for n in (1, 2, 5)]
    assert said == ["שבוע אחד", "שבועיים", "5 שבועות"]


def test_dates_and_numbers_are_the_themes():
    assert day(date(2027, 7, 1)) == "1 Jul 2027"
    with speaking("de"):
        assert day(date(2027, 7, 1)) == "01.07.2027"
    with speaking("he", dates="d MMMM y"):
        assert day(date(2027, 7, 1)) == "1 יולי 2027"
    with speaking("en", dates="d MMM y", numbers="de"):
        assert day(date(2027, 7, 1)) == "1 Jul 2027"
        assert decimal(1234.5) == "1.234,5"
    assert decimal(1234.5) == "1234.5"


@pytest.mark.parametrize(
    ("when", "said"),
    [(date(2027, 1, 1), "1.1.2027 (KW 53, 2026)"), (date(2027, 2, 15), "15.2.2027 (KW 07, 2027)"),
     (date(2029, 12, 31), "31.12.2029 (KW 01, 2030)")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en", "he"])
def test_weeks_are_those_of_iso_in_every_language(language, when, said):
    with speaking(language, dates="d.M.y ('KW' ww, Y)"):
        assert day(when) == said


def test_directions():
    assert is_rtl_language("he")
    assert is_rtl_language("ar-EG")
    assert not is_rtl_language("en-GB")


def test_a_language_without_words_says_so():
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml", language="fr")
    assert any("no words in 'fr'" in warning for warning in roadmap.warnings)


def test_the_language_ends_with_the_plan():
    planner.plan(EXAMPLES / "reches-bank.yaml", language="he")
    assert ngettext("{n} week", "{n} weeks", 2) == "2 weeks"


def test_hebrew_report_and_reasons():
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml", language="he")
    text = planner.export(roadmap, "markdown").decode("utf-8")
    assert "## מפת דרכים" in text
    assert "ממתין ל: " in text
    assert all(has_rtl(p.reason.text) for p in roadmap.placements)


@pytest.mark.parametrize("command", ["roadmap -o plan.svg", "assess", "risk -o odds.svg", "case"])
def test_the_terminal_speaks_one_language(run, command):
    """What is left in Latin letters are names, ids in brackets, options and files."""
    name, *options = command.split()
    file = EXAMPLES / "reches-bank.yaml"
    loaded = planner.load(file)
    output = run(name, str(file), *options, "--language", "he").output
    names = [c.name.say("he") for c in loaded.journey.capabilities.values()]
    names += [loaded.organisation.name.say("he"), *(rule.name for rule in loaded.organisation.calendar)]
    sources = [one.source for one in loaded.journey.surveys]
    words = " ".join([*names, *sources, *(one.who.say("he") for one in loaded.journey.surveys)])
    allowed = set(re.findall(r"[a-z]+", words.lower())) | {"ils", "kpi", "svg", "plan", "odds", "pert", "seed"}
    allowed |= {"vocus", "we", "are"}  # We Are Social, who made a survey
    spoken = re.sub(r"\[[a-z-]+\]|'[^']*'|\S+\.\w+", "", output)
    assert {word.lower() for word in re.findall(r"[A-Za-z]{2,}", spoken)} <= allowed


def test_days_and_figures_go_with_the_words():
    with speaking("fr"):  # no words: what is said is English
        assert day(date(2027, 7, 1)) == "1 Jul 2027"
        assert decimal(2.5) == "2.5"
