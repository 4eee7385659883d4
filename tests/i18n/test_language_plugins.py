"""Languages as plugins: found by their code, compared with the messages there are; what is missing is told once."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

import planner
from planner.plugins import LanguageFile, bundled_catalogue
from planner.testing import check_language, results

from conftest import EXAMPLES

SMALL = EXAMPLES / "five-minutes.yaml"
HEAD = ('msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n')  # fmt: skip
PLUGIN = ("from pathlib import Path\nfrom planner.plugins import LanguageFile, hookimpl\n@hookimpl\ndef planner_languages():\n"
          "    yield LanguageFile('fr', Path(__file__).with_name('fr.po'), 'French')\n")  # fmt: skip


def test_a_language_in_a_file_beside_a_plugin(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("fr.py").write_text(PLUGIN, "utf-8")
    Path("fr.po").write_text(HEAD + 'msgid "Step"\nmsgstr "Étape"\n', "utf-8")
    asked = ("roadmap", SMALL, "--language", "fr", "-q", "-o", "gantt:plan.svg")
    result = run("--plugin", "fr.py", *asked)
    assert "Étape" in Path("plan.svg").read_text("utf-8")
    assert result.stderr.count("messages are not translated into 'fr' and are in English") <= 1
    assert run("--plugin", "fr.py", "roadmap", SMALL, "--language", "fr-ca", "-q", "-o", "gantt:ca.svg").exit_code in (
        0,
        1,
    )
    assert "Étape" in Path("ca.svg").read_text("utf-8"), "the language without its region"
    run(*asked)
    assert "Étape" not in Path("plan.svg").read_text("utf-8"), "without the plugin there are no words in it"


@pytest.mark.parametrize("code", ["de", "he"])
def test_those_that_come_with_the_planner_keep_the_contract(code):
    check_language(code)


@pytest.mark.parametrize(("change", "words"), [
    (lambda table: table.delete("Step"), "messages are not translated: 1 ('Step')"),
    (lambda table: table.add("Made up", "erfunden"), "messages are not said any more: 1 ('Made up')"),
    (lambda table: setattr(
        next(one for one in table if one.id and "{" in str(one.id) and isinstance(one.id, str)), "string", "leer"),
     "the names in braces are not those of the message: 1"),
])  # fmt: skip
def test_what_a_catalogue_lacks_is_found(change, words, tmp_path):
    with bundled_catalogue("de").open("rb") as stream:
        table = read_po(stream)
    change(table)
    with (tmp_path / "xx.po").open("wb") as out:
        write_po(out, table, width=0)
    found = results("languages", LanguageFile("xx", tmp_path / "xx.po"))
    assert any(words in one.problem for one in found), [one.problem for one in found]


def test_answers_in_the_languages_there_are(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("o.yaml").write_text(
        "organisation: o\nstart: 2027-01-01\njourney: social-native\ngoals: {awareness: 1}\n", "utf-8"
    )
    result = run("assess", "new", "o.yaml", answers="ja\nnein\neine Liste\nכן\nלא\nq\nq\n")
    assert result.exit_code in (0, 130), result.output
    assert [one.level for one in planner.load("o.yaml").organisation.levels.values()][:1] == [1]
