"""The command line. This module imports click and nothing else: a command's module is imported when the
command is used, and ``--help`` needs none of them."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from planner import __version__

SECTIONS = {
    "Assess and plan": {
        "init": "Write a commented organisation file, or a sample, to start from.",
        "assess": "Where an organisation stands: stage, areas, what can start now.",
        "roadmap": "Plan: an ordered, explained roadmap with pictures.",
        "deck": "Make a board deck, or refresh the roadmap in a deck you have.",
        "watch": "Rebuild pictures when a file changes, and show them.",
    },
    "Ask": {
        "explain": "Why a capability is where it is, and what would change that.",
        "compare": "Plans side by side: what moves, what it costs and brings.",
        "whatif": "Find the constraint whose relief brings most.",
        "risk": "How sure the plan is: dates by probability, and what moves them.",
        "case": "What the plan costs and brings: payback, present value.",
        "robustness": "How stable the order is when weights, values and efforts move.",
        "check": "Check a plan against the rules of governance.",
        "verify": "What of a plan is confirmed, and what rests on the solver.",
    },
    "Track": {
        "mark": "Write progress into a file: done, started, dropped.",
        "progress": "Take over how far work is from Jira, MS Project or a workbook.",
        "baseline": "Keep a plan as the one in force.",
        "status": "Where the plan in force stands this month, on one page.",
        "kpis": "What is measured, against what was expected by then.",
        "track": "The plan in force against what happened.",
        "replan": "Plan again from today; see the difference before it counts.",
        "log": "Decisions about the plan, with their reasons.",
        "calibrate": "Estimates that learn from plans that were carried out.",
    },
    "Files and plugins": {
        "validate": "Check journey and organisation files; report every fault.",
        "convert": "An organisation file as a workbook or table, and back.",
        "import": "Turn another tool's file into an organisation or journey file.",
        "journey": "Look at a journey: its stages, areas and capabilities.",
        "theme": "Check a theme: fonts, colours and their contrast.",
        "plugins": "Your own methods: what is installed, and what you write.",
        "schema": "Print the JSON Schema of a document, or of what --json prints.",
    },
}
COMMANDS = {name: words for own in SECTIONS.values() for name, words in own.items()}

MODULES = {"import": "import_file"}  # no module can be called as the keyword is
BUNDLED = ("check",)  # commands that come as plugins

EXAMPLES = """\b
Examples:
  planner init acme.yaml
  planner roadmap acme.yaml
  planner roadmap acme.yaml -o plan.svg -o plan.md --scorer wsjf
  planner explain social-crm acme.yaml

\b
Exit codes: 0 planned; 1 planned, but something asked for does not fit;
2 bad input or usage."""


def _add_sources(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Tells the registry of this run where plugins come from."""
    if not value or ctx.resilient_parsing:
        return
    from pathlib import Path

    from planner.documents import overrides
    from planner.plugins import settings

    if param.name == "plugin":
        settings.add(settings.Sources(files=tuple(Path(one).absolute() for one in value)))
    elif param.name == "no_plugin":
        settings.add(settings.Sources(disabled=value))
    elif param.name == "project":
        settings.add(settings.read_settings(Path(value)))
    elif param.name == "option":
        settings.add(settings.Sources(given=value))
    elif param.name == "set":
        overrides.add(value)
    elif param.name == "debug":
        settings.add(settings.Sources(debug=True))
    elif param.name == "plugin_seconds" and value == value:  # nan is no time
        settings.add(settings.Sources(seconds=value))
    else:
        settings.add(settings.Sources(strict=True))


def _source(*names: str, **more: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_add_sources, is_eager=True, **more)


SOURCE_OPTIONS = (
    _source("--plugin", multiple=True, type=click.Path(), metavar="FILE", help="Also use the plugins in FILE."),
    _source("--no-plugin", multiple=True, metavar="NAME", help="Leave a plugin out."),
    _source("--project", type=click.Path(), metavar="PATH", help="Settings: a planner.toml, pyproject.toml or folder."),
    _source(
        "--plugin-seconds",
        type=click.FloatRange(0.1, 86400),
        metavar="SECONDS",
        help="Time for one call of a plugin; default: 60.",
    ),
    _source(
        "--option",
        multiple=True,
        metavar="NAME.OPTION=VALUE",
        help="Option of a plugin; 'planner plugins show NAME' lists them.",
    ),
    _source(
        "--set",
        multiple=True,
        metavar="KEY=VALUE",
        help="What if: a value in place of the organisation's.",
    ),
    _source("--strict", is_flag=True, help="Any fault of a plugin ends the run."),
    _source("--debug", is_flag=True, help="Show the traceback of a fault."),
)
"""Understood before and after the name of a command, and from the environment: PLANNER_PLUGIN, PLANNER_NO_PLUGIN,
PLANNER_PROJECT, PLANNER_PLUGIN_SECONDS, PLANNER_STRICT."""


def _with_sources(command: click.Command) -> click.Command:
    known = {flag for param in command.params for flag in (*param.opts, param.name)}
    command.params.extend(one for one in SOURCE_OPTIONS if known.isdisjoint((*one.opts, one.name)))
    for inner in command.commands.values() if isinstance(command, click.Group) and command is not cli else ():
        if not any(param in SOURCE_OPTIONS for param in inner.params):
            _with_sources(inner)
    return command


def _from_plugin(name: str) -> click.Command | None:
    """A command that a plugin brings. It is imported only when it is used, so a broken one shows only then."""
    from planner.plugins.registry import default_registry

    registry = default_registry()
    if name not in registry.names("commands"):
        registry.all("commands")  # a file brings commands under any name
        if name not in registry.names("commands"):
            return None
    command: click.Command = registry.get("commands", name).command
    return _with_sources(command if registry.is_ours("commands", name) else _contained(command, name, registry))


def _contained(command: click.Command, name: str, registry: Any) -> click.Command:
    """The command of a plugin: what goes wrong in it is its own, with file and line."""
    from copy import copy

    made, invoke = copy(command), command.invoke

    def invoked(ctx: click.Context) -> Any:
        from planner.errors import PlannerError, PluginError
        from planner.plugins.isolation.faults import brief

        try:
            answer = invoke(ctx)
        except (PlannerError, click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            what = f"command '{name}' of {registry.provider('commands', name)} failed: {brief(error, command.callback)}"
            raise PluginError(what) from error
        return answer if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer <= 255 else 0

    made.invoke = invoked  # type: ignore[method-assign]  # click has no hook around a command
    return made


def _plugin_commands() -> list[tuple[str, str]]:
    """(name, package) of the commands that installed plugins bring, read from the metadata beside the packages.

    importlib.metadata would tell the same, but importing it takes longer than all of ``--help``. What it finds beyond
    this (packages in archives) is missing in the list, and works all the same.
    """
    found = {}
    for folder in sys.path:
        try:
            entries = [entry.name for entry in os.scandir(folder or ".") if entry.name.endswith(".dist-info")]
        except OSError:
            continue
        for entry in entries:
            try:
                with open(f"{folder}/{entry}/entry_points.txt", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow
                    text = file.read()
            except (OSError, UnicodeDecodeError):
                continue
            if "[planner.commands]" in text:
                block = text.partition("[planner.commands]")[2].partition("\n[")[0]
                names = [line.partition("=")[0].strip() for line in block.splitlines() if "=" in line]
                found.update({name: entry.partition("-")[0].replace("_", "-") for name in names})
    return sorted(found.items())


def _commands_of_files() -> list[tuple[str, str]]:
    from planner.plugins.registry import default_registry

    registry = default_registry()
    every = [one for one in registry.names("commands") if registry.is_loaded("commands", one)]
    return [(name, f"from {registry.provider('commands', name)}") for name in every]


class LazyGroup(click.Group):
    """Knows its commands by name and one line; imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *(name for name, _ in _plugin_commands() if name not in COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from planner.plugins import settings

        settings.on_the_command_line()
        if cmd_name not in COMMANDS or cmd_name in BUNDLED:
            return _from_plugin(cmd_name)
        module = MODULES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"planner.cli.{module}").command
        return _with_sources(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and _from_plugin(args[0]) is None:
            from planner.errors import and_then, did_you_mean
            from planner.plugins.registry import default_registry

            known = (*COMMANDS, *default_registry().names("commands"))
            mend = did_you_mean(args[0], known)
            if "--plugin" in args and not mend.startswith("did"):
                mend = "for a command of a file, write --plugin before the command"
            raise click.UsageError(and_then(f"there is no command '{args[0]}'", mend), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, own in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<10}", words) for name, words in own.items()])
        found = [(name, f"from {origin}") for name, origin in _plugin_commands() if name not in COMMANDS]
        if "planner.plugins.settings" in sys.modules:  # files were named, so what is in them may be looked at
            found += _commands_of_files()
        if found:
            with formatter.section("Commands of plugins"):
                formatter.write_dl(found)


@click.group(
    cls=LazyGroup,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PLANNER"},
)
@click.version_option(__version__, "-V", "--version", prog_name="planner")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Roadmaps from where an organisation stands to where it wants to be.

    Give it an organisation file (levels, goals, targets, capacity, budget): it finds what has to come first,
    orders it, and says why each thing is where it is.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


cli.params.extend(SOURCE_OPTIONS)


def main(args: list[str] | None = None) -> NoReturn:
    """Runs the command line; never shows a traceback unless asked to."""
    args = sys.argv[1:] if args is None else args
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows '?' for it
    try:
        code: Any = cli.main(args, prog_name="planner", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):  # click turns the latter into the former, but for its own lines
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        _nobody_reads()
    except SystemExit as error:
        # Click ends a run that is not read to its end with 1, and leaves this behind.
        if isinstance(error.__context__, BrokenPipeError) or type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
            _nobody_reads()
        raise
    except Exception as error:
        _report(error, "--debug" in args)
    finally:
        if "planner.i18n.translation" in sys.modules:
            _tell_what_is_not_translated()
        if "planner.plugins.settings" in sys.modules:  # what this run named is forgotten after it
            sys.modules["planner.plugins.settings"].reset()
        if "planner.documents.overrides" in sys.modules:
            sys.modules["planner.documents.overrides"].reset()
    sys.exit(code if isinstance(code, int) else 0)


def _tell_what_is_not_translated() -> None:
    """Once for each language, however much of it was said in English."""
    unsaid = sys.modules["planner.i18n.translation"].unsaid
    for code, messages in sorted(unsaid.items()):
        words = f"{len(messages)} messages are not translated into '{code}' and are in English"
        click.echo(f"warning: {words}; 'planner plugins check {code}' lists them", err=True)
    unsaid.clear()


def _nobody_reads() -> NoReturn:
    """Whoever reads has seen enough, as in 'planner assess acme.yaml | head -1': nothing has failed."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    sys.exit(0)


def _report(error: Exception, debug: bool) -> NoReturn:
    from planner.errors import DocumentError, PlannerError, SeveralError, one_line

    if debug:
        import traceback

        traceback.print_exc()
    elif isinstance(error, PlannerError):
        lines = error.problems if isinstance(error, DocumentError | SeveralError) else [error]
        for line in map(one_line, map(str, lines)):
            click.secho("error: ", fg="red", bold=True, nl=False, err=True)
            click.echo(line, err=True)
    elif isinstance(error, OSError):
        click.secho(f"error: {error.strerror or error}", fg="red", err=True)
    else:
        click.secho(f"error: something unexpected happened: {type(error).__name__}: {error}", fg="red", err=True)
        click.echo("This is a fault of the planner. 'planner --debug ...' shows where.", err=True)
    sys.exit(2)
