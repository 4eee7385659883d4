"""``planner plugins``: what is installed, and what you write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import FILE, json_option, shown_default

if TYPE_CHECKING:
    from planner.plugins.registry import Registry


@click.group("plugins", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """What is installed, where it comes from, what does not work; and plugins of your own."""
    if ctx.invoked_subcommand is None:
        listing(as_json)


@command.command("list", short_help="What there is, and what does not work.")
@json_option
def list_plugins(as_json: bool) -> None:
    """List every plugin."""
    listing(as_json)


def listing(as_json: bool) -> None:
    from planner.plugins.fault import strange_groups
    from planner.plugins.kinds import KINDS
    from planner.plugins.registry import default_registry

    registry = default_registry()
    found = [
        {
            "kind": kind,
            "name": record.name,
            "summary": record.summary,
            "provider": str(registry.provider(kind, record.name)),
        }
        for kind in KINDS
        for record in registry.all(kind)
    ]
    faults = [*map(str, (*strange_groups(), *registry.faults)), *registry.outdated]
    if as_json:
        from planner.cli.terminal import print_json

        print_json({"plugins": found, "faults": faults})
        return
    from planner.cli.terminal import hanging, heading, warn

    for kind in KINDS:
        heading(kind.replace("_", " ").capitalize())
        for one in found:
            if one["kind"] == kind:
                click.echo(f"  {one['name']:<20}", nl=False)
                click.echo(hanging(str(one["summary"]), 22))
                if not str(one["provider"]).startswith("journey-planner "):
                    click.secho(f"  {'':<20}from {one['provider']}", dim=True)
    for fault in faults:
        warn(fault)


KIND = click.option("--kind", default="", metavar="KIND", help="Where plugins of several kinds have the name.")


def found_by_name(registry: Registry, name: str, kind: str) -> list[tuple[str, Any]]:
    """(kind, record) of the plugins with a name.

    Raises:
        PlannerError: there is none; or it does not work.
    """
    return [(one, registry.get(one, name)) for one in kinds_of(registry, name, kind)]


def kinds_of(registry: Registry, name: str, kind: str) -> list[str]:
    """The kinds of the plugins with a name.

    Raises:
        PlannerError: there is none.
    """
    from planner.errors import PlannerError, and_then, did_you_mean
    from planner.plugins.kinds import KINDS
    from planner.plugins.scaffold import kind_of

    kinds = (kind_of(kind),) if kind else KINDS
    holders = [one for one in kinds if name in registry.names(one)]
    if not holders:
        holders = [one for one in kinds if name in {record.name for record in registry.all(one)}]
    if not holders:
        known = {known for one in kinds for known in registry.names(one)}
        raise PlannerError(and_then(f"there is no plugin '{name}'", did_you_mean(name, known)))
    return holders


def as_data(registry: Registry, kind: str, record: Any) -> dict[str, Any]:
    """What there is to know about a plugin."""
    from dataclasses import asdict
    from inspect import getdoc

    from planner.plugins.arguments import origin
    from planner.plugins.options import listed
    from planner.plugins.scaffold import USES
    from planner.plugins.validation import FUNCTIONS

    function = origin(getattr(record, FUNCTIONS[kind])) if kind in FUNCTIONS else None
    code = getattr(function, "__code__", None)
    return {
        "kind": kind,
        "name": record.name,
        "summary": record.summary,
        "provider": str(registry.provider(kind, record.name)),
        "file": str(getattr(record, "path", "") or (code.co_filename if code else "")),
        "about": (getdoc(function) or "") if function is not None else "",
        "use": USES[kind].format(name=record.name),
        "options": [asdict(one) for one in listed(getattr(record, "options", None))],
    }


@command.command("show", short_help="One plugin: where from, how used, its options.")
@click.argument("name")
@KIND
@json_option
def show(name: str, kind: str, as_json: bool) -> None:
    """Show the plugin NAME: where it comes from, how it is used, its options."""
    from planner.plugins.kinds import spoken
    from planner.plugins.registry import default_registry

    registry = default_registry()
    found = [as_data(registry, *one) for one in found_by_name(registry, name, kind)]
    if as_json:
        from planner.cli.terminal import print_json

        print_json(found)
        return
    from planner.cli.terminal import heading, item, paragraph

    for one in found:
        heading(f"{one['name']} ({spoken(one['kind'])})")
        paragraph(one["summary"] or one["about"])
        click.echo(f"  from   {one['provider']}")
        if one["file"]:
            click.echo(f"  file   {one['file']}")
        click.echo(f"  use    {one['use']}")
        if one["options"]:
            click.echo("  options, on the command line or in the organisation file:")
        for own in one["options"]:
            item(f"{own['name']}: {own['help']} ({own['takes']}; default: {shown_default(own['default'])})", 4)
        if one["options"]:
            first = one["options"][0]
            click.echo(f"      --option {one['name']}.{first['name']}={shown_default(first['default'])}")
            click.echo(f"      options: {{{one['kind']}: {{{one['name']}: {{{first['name']}: ...}}}}}}")


@command.command("docs", short_help="A reference in Markdown, for a wiki.")
@click.argument("names", nargs=-1)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="File to write; default: to print.")
@json_option
def docs(names: tuple[str, ...], output: Path | None, as_json: bool) -> None:
    """Print a reference of plugins in Markdown, for a wiki: all of them, or those with NAMES."""
    from planner.files.atomic import write_all
    from planner.files.templates import render_template
    from planner.plugins.kinds import KINDS
    from planner.plugins.registry import default_registry

    registry = default_registry()
    every = [(kind, record) for kind in KINDS for record in registry.all(kind)]
    chosen = [one for name in names for one in found_by_name(registry, name, "")] if names else every
    groups = {kind: [as_data(registry, *one) for one in chosen if one[0] == kind] for kind in KINDS}
    if as_json:
        from planner.cli.terminal import print_json

        print_json([one for own in groups.values() for one in own])
        return
    text = render_template(
        "plugins.md.j2", groups={kind: own for kind, own in groups.items() if own}, shown=shown_default
    )
    if output is None:
        click.echo(text, nl=False)
    else:
        write_all([(output, text.encode("utf-8"))])
        click.echo(f"{output} is written")


@command.command("check", short_help="Try plugins on everything they may meet.")
@click.argument("names", nargs=-1)
@KIND
@click.option("--example", type=FILE, metavar="FILE", help="For importers: a file that they can read.")
@click.option("--on", "files", multiple=True, type=FILE, metavar="FILE", help="Also try it on this organisation.")
@click.option("--seconds", type=click.FloatRange(0.1, 3600), default=20.0, show_default=True, help="For one call.")
@json_option
def check(
    names: tuple[str, ...], kind: str, example: Path | None, files: tuple[Path, ...], seconds: float, as_json: bool
) -> int:
    """Try plugins on everything they may meet: empty and large plans, hostile labels, right to left. Default: all that
    are not the planner's own. NAMES are plugins, or packages that bring some. With --on also organisations of your own,
    by your own journeys; with --option other values of options. The same trials are in planner.testing, for your tests.

    \b
    Exit codes: 0 the contract is kept; 1 it is not; 2 there is no such plugin.
    """
    from planner.contract.kit import results
    from planner.documents.importers import content_of
    from planner.documents.plugin_options import from_texts
    from planner.plugins.discovery import OWN
    from planner.plugins.fault import strange_groups
    from planner.plugins.kinds import KINDS, spoken
    from planner.plugins.registry import default_registry

    registry = default_registry()
    if names:
        chosen = [one for name in names for one in _meant(registry, name, kind)]
    else:
        every = [(own, record.name) for own in KINDS for record in registry.all(own)]
        chosen = [one for one in every if registry.provider(*one).distribution != OWN]
    content = content_of(example) if example else b""
    given = from_texts(registry.sources.given, registry)
    tried = {
        (own, name): results(
            own, name, seconds=seconds, example=content, on=files, options=given.get(own, {}).get(name, {})
        )
        for own, name in chosen
    }
    problems = list(map(str, (*strange_groups(), *registry.faults)))
    notes = registry.outdated
    bad = bool(problems) or any(result.problem for own in tried.values() for result in own)
    if as_json:
        from planner.cli.terminal import print_json

        data = [
            {"kind": own, "name": name, "results": [{"what": r.what, "problem": r.problem} for r in found]}
            for (own, name), found in tried.items()
        ]
        print_json({"plugins": data, "faults": problems, "notes": notes})
        return int(bad)
    from planner.cli.terminal import heading, paragraph, warn

    for (own, name), found in tried.items():
        heading(f"{name} ({spoken(own)})")
        for result in found:
            click.secho(
                "  fails  " if result.problem else "  ok     ", fg="red" if result.problem else "green", nl=False
            )
            click.echo(result.what)
            if result.problem:
                paragraph(result.problem, 9)
    for problem in (*problems, *notes):
        warn(problem)
    if not tried and not problems:
        click.echo("no plugins but the planner's own; name one, or add --plugin FILE")
    return int(bad)


@command.command("new", short_help="Write a plugin as a complete package.")
@click.argument("name")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND",
    help="scorer, check, view, exporter, ...; several for a package of several; asked for when left out.",
)  # fmt: skip
@click.option("--add-to", type=FILE, metavar="FOLDER", help="A package that there is, to which a kind is added.")
@click.option("--new-journey", is_flag=True, help="A journey from scratch, rather than one that extends social-native.")
@click.option("--summary", default="", metavar="TEXT", help="What it does, in one line; asked for when left out.")
@click.option("--yes", is_flag=True, help="Ask nothing: a scorer, unless --kind says otherwise.")
@click.option("-o", "--output", type=FILE, metavar="FOLDER", help="Where to; default: a folder called NAME.")
@json_option
def new(
    name: str, kinds: tuple[str, ...], add_to: Path | None, new_journey: bool, summary: str, yes: bool,
    output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a plugin of your own as a complete package: typed code, an entry point, tests with the contract kit, a
    README and a CI file.

    \b
    Examples:
      planner plugins new my-scorer
      planner plugins new our-rules --kind check --yes
      planner plugins new house --kind scorer --kind view --kind journey --new-journey --yes
      planner plugins new house --kind exporter --add-to house --yes
    """
    from planner.errors import PlannerError
    from planner.files.atomic import write_all
    from planner.plugins.kinds import KINDS, spelt
    from planner.plugins.registry import default_registry
    from planner.plugins.scaffold import KIND_WORDS, SUMMARIES, added_files, kind_of, package_files, with_new_journey

    if not kinds and not yes:
        for one in KINDS:
            click.echo(f"  {spelt(one):<13} {KIND_WORDS[one]}")
        choices = click.Choice([spelt(one) for one in KINDS])
        kinds = (click.prompt("What kind of plugin", type=choices, show_choices=False, default="scorer"),)
    chosen = [*dict.fromkeys(map(kind_of, kinds or ("scorer",)))]
    if not summary and not yes:
        summary = click.prompt("What does it do, in one line", default=SUMMARIES[chosen[0]])
    folder = add_to or output or Path(name)
    if add_to is not None:
        if len(chosen) != 1:
            raise PlannerError("--add-to adds one kind: name it with --kind")
        files = added_files(name, chosen[0], summary, default_registry(), add_to)
    else:
        files = package_files(name, chosen, summary, default_registry())
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PlannerError(f"{folder} is already there; choose another name, or -o FOLDER")
    if new_journey:
        files = with_new_journey(name, files)
    write_all([(folder / path, text.encode("utf-8")) for path, text in files.items()])
    if as_json:
        from planner.cli.terminal import print_json

        print_json({"folder": str(folder), "files": sorted(files)})
        return
    click.echo(f"{folder} is written. Next:")
    click.echo(f"  cd {folder}")
    click.echo("  pip install -e '.[test]'")
    click.echo("  python -m pytest")


def _meant(registry: Registry, name: str, kind: str) -> list[tuple[str, str]]:
    """(kind, name) of the plugins of a name, or of everything that a package of that name brings."""
    from planner.plugins.kinds import KINDS

    every = [(own, record.name) for own in KINDS for record in registry.all(own)]
    brought = [one for one in every if registry.provider(*one).distribution.lower() == name.lower()]
    if brought and not any(name == own for _kind, own in every):
        return [one for one in brought if kind in ("", one[0])]
    return [(own, name) for own in kinds_of(registry, name, kind)]
