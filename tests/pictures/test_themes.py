"""Themes: one file, checked and repaired, used by every picture."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import planner
from planner.documents.theme import load_theme
from planner.pictures.style import Style
from planner.pictures.theme import DARK, LIGHT, PRINT, THEMES, branded, check, contrast, hue, luminance
from planner.plugins.registry import default_registry
from planner.publishing.drawing import draw

from conftest import EXAMPLES

BANK = EXAMPLES / "reches-bank.yaml"
COLORS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


@pytest.mark.parametrize("name", THEMES)
def test_the_bundled_themes_need_no_repair(run, name):
    result = run("theme", "check", name)
    assert result.exit_code == 0, result.output
    assert "readable" in result.output


def test_stages_survive_greyscale_and_the_print_theme_has_no_colour():
    for theme in THEMES.values():
        lights = [luminance(color) for color in theme.stages]
        assert lights in (sorted(lights), sorted(lights, reverse=True))
        assert all(contrast(a, b) >= 1.5 for a, b in zip(theme.stages, theme.stages[1:], strict=False))
    for color in (PRINT.ink, PRINT.accent, PRINT.line, *PRINT.stages):
        assert color[1:3] == color[3:5] == color[5:7]


@given(COLORS, st.sampled_from([LIGHT, DARK]))
def test_any_brand_colour_gives_a_readable_theme(brand, base):
    theme, _ = check(branded(base, brand))
    for number in (1, 2, 3):
        paint = theme.stage(number, 3)
        assert contrast(paint.text, paint.fill) >= 4.5
        assert contrast(paint.stroke, theme.paper) >= 3
    assert contrast(theme.accent, theme.paper) >= 3
    assert check(theme) == (theme, ()), "a repaired theme needs no repair"


def test_a_theme_file(write, run, tmp_path):
    logo = io.BytesIO()
    Image.new("RGB", (80, 40), "#00695C").save(logo, "PNG")
    (tmp_path / "logo.png").write_bytes(logo.getvalue())
    path = write(
        "acme.yaml",
        "theme: acme\nbase: light\nbrand: '#00695C'\nfonts: {body: Georgia}\nlogo: logo.png\nfooter: Confidential\n"
        "dates: d MMM y\nnumbers: de\n",
    )
    assert run("theme", "check", path).exit_code == 0
    assert (
        run("roadmap", BANK, "-o", "plan.svg", "-o", "reasons:why.svg", "-o", "p.md", "--theme", path, "-q").exit_code
        == 0
    )
    text = (tmp_path / "plan.svg").read_text("utf-8")
    assert "#00695C" in text
    assert "Georgia" in text
    assert "Confidential" in text
    assert "data:image/png;base64," in text
    assert "1 Jul 2027" in (tmp_path / "why.svg").read_text("utf-8")
    assert re.search(r"\d,\d", (tmp_path / "p.md").read_text("utf-8"))


def test_unreadable_colours_are_repaired_and_said(write, run):
    path = write(
        "pale.yaml",
        "theme: pale\ncolors: {ink: '#CCCCCC', accent: '#FFEE88', stages: ['#336699', '#346699', '#0B2C4A']}\n",
    )
    result = run("theme", "check", path)
    assert result.exit_code == 1
    for words in ("ink #CCCCCC on paper #FFFFFF has a contrast of 1.61:1", "stages 1 and 2"):
        assert words in " ".join(result.output.split())
    drawn = run("roadmap", BANK, "-o", "x.svg", "--theme", path, "-q")
    assert drawn.exit_code == 0
    assert "changed to" in drawn.output
    theme, notes = load_theme(path)
    assert notes
    assert contrast(theme.ink, theme.paper) >= 4.5


BAD = {
    "theme: Acme\n": "'Acme'",
    "theme: a\ncolors: {ink: red}\n": "write a colour as '#RRGGBB'",
    "theme: a\ncolours: {ink: '#000000'}\n": "did you mean 'colors'",
    "theme: a\nlogo: none.png\n": "cannot read",
    'theme: a\nfonts: {body: "Arial\'; x"}\n': "write the name of a font",
    "base: light\n": "'theme' is missing",
}


@pytest.mark.parametrize("text", BAD)
def test_faulty_theme_files_are_refused_with_their_place(write, run, text):
    path = write("bad.yaml", text)
    result = run("theme", "check", path)
    assert result.exit_code == 2
    assert BAD[text] in result.output
    assert "bad.yaml:" in result.output


def test_unknown_themes_and_brands(run):
    assert "did you mean 'dark'" in run("roadmap", BANK, "--theme", "drak").output
    result = run("roadmap", BANK, "--brand", "teal", "-o", "x.svg")
    assert result.exit_code == 2
    assert "write a colour as '#RRGGBB'" in result.output


def test_one_line_of_brand(run, tmp_path):
    assert run("roadmap", BANK, "--brand", "#7A1FA2", "-o", "x.svg", "-q").exit_code == 0
    assert "#7A1FA2" in (tmp_path / "x.svg").read_text("utf-8")


def broken_logos() -> dict[str, bytes]:
    good = io.BytesIO()
    Image.new("RGB", (80, 40), "#00695C").save(good, "PNG")
    data = good.getvalue()
    return {
        "cut off": data[: len(data) // 2],
        "one bit wrong": data[:50] + bytes([data[50] ^ 1]) + data[51:],
        "no PNG": b"GIF89a" * 9,
    }


@pytest.mark.parametrize("fault", broken_logos())
def test_broken_logos_are_refused(write, run, tmp_path, fault):
    (tmp_path / "logo.png").write_bytes(broken_logos()[fault])
    result = run("theme", "check", write("x.yaml", "theme: x\nlogo: logo.png\n"))
    assert result.exit_code == 2
    assert "no whole PNG" in result.output


@pytest.mark.parametrize("pattern", ["MMMMMM", "EEEEEEEEE", "QQQQQQQ", "' '", "..."])
def test_patterns_that_show_no_date_are_refused(write, run, pattern):
    result = run("theme", "check", write("x.yaml", f'theme: x\ndates: "{pattern}"\n'))
    assert result.exit_code == 2
    assert "date pattern" in result.output


def test_weeks_and_words_in_a_date_pattern(write, run):
    write("x.yaml", "theme: x\ndates: \"d MMM y ('KW' w)\"\n")
    assert run("theme", "check", "x.yaml").exit_code == 0
    assert run("roadmap", EXAMPLES / "five-minutes.yaml", "--theme", "x.yaml", "-o", "x.md", "-q").exit_code == 0
    assert re.search(r"\d+ \w{3} 20\d\d \(KW \d+\)", Path("x.md").read_text("utf-8"))
    for hidden in ("<b>", "\\x01", "\\u202e", "\\u2028"):
        refused = run("theme", "check", write("y.yaml", f"theme: x\ndates: \"d MMM y '{hidden}'\"\n"))
        assert refused.exit_code == 2
        assert "date pattern" in refused.output


def test_odd_scales_and_languages(run, tmp_path):
    assert "between 0.25 and 8" in run("roadmap", BANK, "-o", "x.png", "--scale", "nan").output
    (tmp_path / "evil.po").write_text('msgid "Roadmap"\nmsgstr "EVIL"\n', "utf-8")
    result = run("roadmap", BANK, "-o", "x.md", "--language", f"../../..{tmp_path}/evil", "-q")
    assert "EVIL" not in (tmp_path / "x.md").read_text("utf-8")
    assert "no words in" in result.output


def seen_by(color: str, kind: str) -> tuple[float, ...]:
    """What somebody with a colour vision deficiency sees (Viénot, Brettel and Mollon 1999), linear RGB."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))]  # fmt: skip
    r, g, b = linear
    if kind == "protan":
        return (0.11238 * r + 0.88762 * g, 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b)
    if kind == "deutan":
        return (0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b)
    return tuple(linear)


def brightness(rgb: tuple[float, ...]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


@pytest.mark.parametrize("kind", ["usual", "protan", "deutan"])
@pytest.mark.parametrize("theme", list(THEMES.values()), ids=list(THEMES))
def test_scales_can_be_told_apart_by_everybody_and_in_print(theme, kind):
    for scale in (theme.stages, theme.levels, theme.loads):
        light = [brightness(seen_by(color, kind)) + 0.05 for color in scale]
        assert light in (sorted(light), sorted(light, reverse=True)), "from light to dark or the other way round"
        assert all(max(a, b) / min(a, b) >= 1.3 for a, b in pairwise(light))


@pytest.mark.parametrize("brand", ["#C00000", "#FFB300", "#00695C", "#7A1FA2", "#2A6DAB", "#E91E63", "#111111"])
@pytest.mark.parametrize("base", [LIGHT, DARK], ids=["light", "dark"])
def test_a_brand_tints_the_stages_and_nothing_else(base, brand):
    """Overload is never blue, whatever the brand is; levels and loads stay what they are."""
    theme, _notes = check(branded(base, brand))
    assert theme.stages != base.stages
    assert (theme.levels, theme.loads, theme.done, theme.ink) == (base.levels, base.loads, base.done, base.ink)
    assert not 180 <= hue(theme.loads[3]) <= 260
    assert contrast(theme.loads[3], theme.paper) >= 3, "an overload is seen first"


def test_no_view_paints_stages_levels_or_loads_in_another_ones_colours():
    """Cards of each view, by what they are about, in a red brand: each colour comes from the scale of that."""
    theme = branded(LIGHT, "#C00000")
    roadmap = planner.plan(EXAMPLES / "reches-bank.yaml")
    about = {"resources": theme.loads, "heatmap": (theme.paper, *theme.levels), "swimlane": theme.stages}
    for view, scale in about.items():
        for scene in draw(roadmap, view, default_registry(), Style(theme=theme)):
            fills = {shape.fill for shape in scene.shapes if shape.role == "card" and shape.fill}
            assert fills and fills <= set(scale), view
