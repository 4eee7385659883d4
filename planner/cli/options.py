"""Options that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.errors import PlannerError

if TYPE_CHECKING:
    from planner.pictures.style import Style

FILE = click.Path(path_type=Path)


class Day(click.DateTime):
    """A day, said in the words of whoever writes it, not in those of a program."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is no day; write it as year-month-day, such as 2027-01-31", param, ctx)


DAY = Day()

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
language_option = click.option("--language", metavar="CODE", help="Language of labels, for example he.")
scorer_option = click.option(
    "--scorer", "scorers", multiple=True, metavar="NAME[=WEIGHT]", help="Scorer that sets the order; may be repeated."
)
sequencer_option = click.option(
    "--sequencer",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="How steps are placed: auto, exact, search, list.",
)
objective_option = click.option(
    "--objective",
    metavar="AIM[,AIM]",
    help="Default: value; beside a plan in force value+stability. value: the most value the earliest; npv: the most "
    "money the earliest (see 'case'); finish: the earliest end; cost: the least money; stability: close to the "
    "baseline. Several: finish,value (in order) or value+2*cost "
    "(weighed).",
)
discount_option = click.option(
    "--discount",
    type=click.FloatRange(0, 1000),
    default=0.0,
    metavar="PERCENT",
    help="What a year's delay costs, in percent of the value.",
)
baseline_option = click.option(
    "--baseline", type=FILE, metavar="FILE", help="JSON export of the roadmap in force, for the objective stability."
)
scope_option = click.option(
    "--scope",
    type=click.Choice(["needed", "goals", "all"]),
    default="goals",
    show_default=True,
    help="What a plan to a stage holds: what the stage needs; also what serves the goals well; everything.",
)
relax_option = click.option(
    "--relax", multiple=True, metavar="RULE", help="A rule of the journey that the plan need not keep; may be repeated."
)
time_option = click.option(
    "--time-limit",
    type=click.FloatRange(0.05, 86400),
    default=100.0,
    show_default=True,
    metavar="SECONDS",
    help="Ends the search, whatever it has found.",
)
effort_option = click.option(
    "--effort",
    type=click.FloatRange(0.01, 86400),
    default=10.0,
    show_default=True,
    metavar="WORK",
    help="How hard to search, counted: the same plan on every machine. 1 is about a second.",
)
gap_option = click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="PART",
    help="Good enough: 0.01 is 1 % from the best.",
)
seed_option = click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the search.")

fresh_option = click.option("--fresh", is_flag=True, help="Search again, also for what was found before.")

output_option = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Draw it into FILE, by its ending; may be repeated.",
)
in_force_option = click.option(
    "--in-force", type=FILE, metavar="PLAN", help="JSON export of the plan in force; default: its baseline."
)
today_option = click.option("--today", type=DAY, metavar="DATE", help="Plan from this day; default: today.")
into_option = click.option(
    "--into", type=FILE, metavar="DECK", help="Insert it into this deck, or refresh it there; hand edits stay."
)

STYLE_OPTIONS = (
    click.option(
        "--theme", metavar="NAME|FILE", help="light (default), dark, print, high-contrast, a plugin's, a file."
    ),
    click.option("--brand", metavar="#RRGGBB", help="Brand colour: the stages become tints of it."),
    click.option(
        "--split",
        type=click.Choice(["none", "stage", "owner", "year"]),
        help="Pages by stage, owner or year of starting.",
    ),
    click.option(
        "--edges",
        type=click.Choice(["chain", "all"]),
        help="Arrows: the chain that sets the date (default), or every prerequisite.",
    ),
    click.option(
        "--size",
        default="16:9",
        show_default=True,
        metavar="16:9|4:3|a4|letter|WxH",
        help="Of a page; WxH in pixels, of which a slide of 13.33 in has 1920.",
    ),
    click.option(
        "--direction", type=click.Choice(["ltr", "rtl"]), help="Of the time axis; default: as the language is written."
    ),
    click.option(
        "--scale",
        type=click.FloatRange(0.25, 8),
        default=1.5,
        show_default=True,
        help="PNG: pixels for each pixel of the page.",
    ),
    click.option("--transparent", is_flag=True, help="SVG and PNG: no background."),
)


def style_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that draws; they arrive as keywords for ``take_style``."""
    for option in reversed(STYLE_OPTIONS):
        command = option(command)
    return command


def refuse_reason(option: str, why: str, by: str) -> None:
    """Refuses a decision without a reason, or with more than a log takes."""
    if not why.strip() or len(why) > 4000:
        raise PlannerError(f"{option}: say what was decided, and why, in at most 4,000 characters")
    if len(by) > 200:
        raise PlannerError("--by: say who decided it, in at most 200 characters")


def drawing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that draw a view of their own into files and decks."""
    return output_option(into_option(style_options(command)))


def take_style(options: dict[str, Any], warn: Callable[[str], None]) -> Style:
    """Takes the options of ``style_options`` out of ``options``; says what had to be repaired in the theme."""
    from dataclasses import replace

    from planner.documents.theme import load_theme
    from planner.pictures.style import Style, size_of
    from planner.pictures.theme import LIGHT, branded, check

    reference = options.pop("theme")
    theme, notes = load_theme(reference) if reference else (LIGHT, ())
    theme = replace(theme) if reference else theme  # asked for by name: no default, see ``planner.slides.deck.look``
    brand = options.pop("brand")
    if brand:
        if not re.fullmatch("#[0-9A-Fa-f]{6}", brand):
            raise PlannerError(f"--brand {brand}: write a colour as '#RRGGBB', for example '#7A1FA2'")
        theme, more = check(branded(theme, brand.upper()))
        notes += more
    for note in notes:
        warn(f"theme '{theme.name}': {note}")
    if not isfinite(options["scale"]):
        raise PlannerError("--scale: write a number between 0.25 and 8")
    width, height = size_of(options.pop("size"))
    split, edges, direction = (str(options.pop(key) or "") for key in ("split", "edges", "direction"))
    return Style(
        theme=theme, width=width, height=height, split=split, edges=edges, direction=direction,
        scale=options.pop("scale"), transparent=options.pop("transparent"),
    )  # fmt: skip


def weights(scorers: tuple[str, ...]) -> dict[str, float] | None:
    """``("cd3", "risk=0.5")`` -> ``{"cd3": 1.0, "risk": 0.5}``."""
    found: dict[str, float] = {}
    for entry in scorers:
        name, _, weight = entry.partition("=")
        try:
            found[name] = float(weight) if weight else 1.0
        except ValueError:
            raise PlannerError(f"--scorer {entry}: '{weight}' is not a number; write for example {name}=0.5") from None
        if not isfinite(found[name]) or found[name] < 0:
            raise PlannerError(f"--scorer {entry}: the weight must be a number of at least 0")
    if found and not any(found.values()):
        raise PlannerError("--scorer: every weight is 0; give at least one scorer a weight above 0")
    return found or None


class PluginCommand(click.Command):
    """A command whose help lists the options of the plugins it may use."""

    def __init__(self, *args: Any, kinds: tuple[str, ...] = (), **more: Any):
        super().__init__(*args, **more)
        self.kinds = kinds

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        from planner.plugins.options import listed
        from planner.plugins.registry import default_registry

        registry = default_registry()
        rows = [
            (f"{record.name}.{one.name}", f"{one.help} ({one.takes}; default: {shown_default(one.default)})")
            for kind in self.kinds
            for record in registry.all(kind)
            for one in listed(record.options)
        ]
        if rows:
            with formatter.section("Options of plugins (--option)"):
                formatter.write_dl(rows)


PLANNING_KINDS = ("stall_patterns", "scorers", "sequencers", "checks", "views", "renderers", "exporters", "runners")


def shown_default(value: Any) -> str:
    """A default as somebody would write it."""
    if isinstance(value, list):
        return ",".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value in (None, "") else str(value)


def planning_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that plans; they arrive as keywords for ``planning_arguments``."""
    for option in (
        language_option, fresh_option, seed_option,
        gap_option, time_option, effort_option, baseline_option, discount_option, objective_option,
        sequencer_option, scorer_option, relax_option, scope_option,
    ):  # fmt: skip
        command = option(command)
    return command


def planning_arguments(
    options: dict[str, Any],
    progress: Callable[[tuple[int, ...], tuple[int, ...]], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """The options of ``planning_options`` as arguments of the Python API."""
    from planner.scheduling.sequence import Limits

    limits = Limits(options["time_limit"], options["gap"], options["seed"], progress, note, effort=options["effort"])
    names = ("sequencer", "objective", "baseline", "language", "scope", "relax")
    return {name: options[name] for name in names} | {
        "scorers": weights(options["scorers"]),
        "discount": options["discount"] / 100,
        "limits": limits,
        "cache": "" if options["fresh"] else cache_folder(),
    }


def cache_folder() -> str:
    """Where what was found is kept for the next command: the folder that PLANNER_CACHE names (empty: nowhere), else the
    user's own for such things."""
    if "PLANNER_CACHE" in os.environ:
        return os.environ["PLANNER_CACHE"]
    from platformdirs import user_cache_path

    folder = user_cache_path("journey-planner", appauthor=False)
    return str(folder) if folder.is_absolute() else ""  # nobody's home is known
