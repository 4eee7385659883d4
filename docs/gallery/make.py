"""Draws the gallery again: every view of both samples, other languages and themes, a large plan, a deck and a page.

python docs/gallery/make.py [FOLDER]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from os.path import relpath
from pathlib import Path

import planner
from planner.i18n.translation import is_rtl_language
from planner.pictures.style import Style
from planner.pictures.theme import DARK, LIGHT, PRINT, branded
from planner.plugins.registry import default_registry
from planner.publishing.board_deck import board_deck
from planner.publishing.drawing import make_files
from planner.publishing.formats import page_files

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
VIEWS = (
    "journey", "summary", "odds", "swimlane", "gantt", "map", "heatmap", "scoreboard", "ownership", "value",
    "load", "resources", "reasons", "decisions",
)  # fmt: skip
SCENARIO = """\
scenario: second-hire
of: {organisation}
set: {{capacity.exec: 8, capacity.social: 12, targets.community-programme: 2}}
"""
LARGE = (
    "organisation: all-of-it\nname: All of it\nfictional: true\nstart: 2027-01-01\nhorizon: 40\nunits: 4\n"
    "target_stage: native\ntargets: {innovation-pipeline: 3, legacy-integration: 3, community-programme: 3, "
    "social-culture: 2, process-efficiency: 3, enterprise-risk: 3, social-selling: 3, employee-advocacy: 3, "
    "influencer-relations: 3, stakeholder-dialogue: 3}\n"
)


def draw(folder: Path) -> list[tuple[str, list[str]]]:
    """Writes the gallery; returns (heading, files) for its page."""
    folder.mkdir(parents=True, exist_ok=True)
    registry = default_registry()
    sections: list[tuple[str, list[str]]] = []

    def pictures(heading: str, roadmap: planner.Roadmap, views: tuple[str, ...], prefix: str, style: Style) -> None:
        names: list[str] = []
        for view in views:
            target = folder / f"{prefix}-{view}.svg"
            for path, content in page_files(target, make_files(roadmap, "svg", view, registry, style)):
                path.write_bytes(content)
                names.append(path.name)
        sections.append((heading, names))

    bank = planner.simulate(ROOT / "examples" / "reches-bank.yaml")
    brand = planner.simulate(ROOT / "examples" / "tamuzia-home.yaml")
    hebrew = planner.simulate(ROOT / "examples" / "reches-bank.yaml", language="he")
    assert is_rtl_language(hebrew.language)
    alder = planner.simulate(ROOT / "examples" / "alder-outdoor.yaml")
    pictures(
        "From stage 1 to native", alder, ("journey", "odds", "money", "kpis", "summary", "swimlane", "map", "reasons"),
        "alder",
        Style(),
    )  # fmt: skip
    pictures("Four units that come to work one way", planner.plan(ROOT / "examples" / "marlow-finch.yaml"), ("units",),
             "marlow", Style())  # fmt: skip
    clients = planner.plan_portfolio(ROOT / "examples" / "northlight" / "portfolio.yaml")
    planner.export(clients, folder / "northlight-portfolio.svg")
    sections.append(("Three clients who share an agency", ["northlight-portfolio.svg"]))
    pictures("A bank that fits everything", bank, VIEWS, "bank", Style())
    pictures(
        "A brand that asks for more than fits",
        brand,
        ("journey", "summary", "swimlane", "heatmap", "decisions"),
        "brand",
        Style(),
    )
    pictures("From right to left", hebrew, ("journey", "summary", "odds", "swimlane", "decisions"), "hebrew", Style())
    pictures("Every prerequisite drawn", bank, ("swimlane",), "edges", Style(edges="all"))
    pictures("Dark", bank, ("journey", "swimlane", "heatmap"), "dark", Style(theme=DARK))
    pictures(
        "For print, without colour",
        bank,
        (
            "journey",
            "swimlane",
        ),
        "print",
        Style(theme=PRINT),
    )
    changed = folder / "second-hire.yaml"
    organisation = Path(relpath(ROOT / "examples" / "reches-bank.yaml", folder)).as_posix()
    changed.write_text(SCENARIO.format(organisation=organisation), "utf-8")
    _found, beside = planner.compare([ROOT / "examples" / "reches-bank.yaml", changed])
    changed.unlink()
    assert beside is not None
    pictures("Plans side by side", beside, ("compare",), "compare", Style())
    sure = planner.robustness(ROOT / "examples" / "reches-bank.yaml", draws=60)
    pictures("How sure dates and order are", sure, ("robustness",), "bank", Style())
    other = planner.alternatives(ROOT / "examples" / "reches-bank.yaml")
    pictures("What a little more or less would change", other, ("what-if",), "bank", Style())
    acme = replace(branded(LIGHT, "#7A1FA2"), name="acme")
    pictures("One line of brand colour", bank, ("swimlane",), "brand-colour", Style(theme=acme))
    source = folder / "all-of-it.yaml"
    source.write_text(LARGE, "utf-8")
    large = planner.simulate(source, sequencer="list")
    source.unlink()
    pictures("A large plan, page by page", large, ("swimlane", "gantt"), "large", Style())
    (folder / "bank-board.pptx").write_bytes(board_deck(bank, registry)[0])
    (folder / "bank.html").write_bytes(planner.export(bank, "html"))
    return sections


def page(sections: list[tuple[str, list[str]]]) -> str:
    """The gallery's own page."""
    lines = [
        "# Gallery", "",
        "Drawn by `python docs/gallery/make.py`. Every organisation is fictional; durations and costs are estimates.",
        "", "Beside the pictures: [a board deck](bank-board.pptx) of native shapes and [a page](bank.html) with",
        "highlights, filters and a table.", "",
    ]  # fmt: skip
    for heading, names in sections:
        lines += [f"## {heading}", ""]
        lines += [f"![{heading}: {name.removesuffix('.svg').partition('-')[2]}]({name})\n" for name in names]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (folder / "README.md").write_text(page(draw(folder)), "utf-8")
    print(f"Open {folder / 'README.md'}")


if __name__ == "__main__":
    main()
