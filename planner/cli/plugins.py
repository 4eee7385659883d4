"""``planner plugins``."""

from __future__ import annotations

import click

from planner.cli.options import json_option


@click.group("plugins", invoke_without_command=True)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """What is installed, where it comes from, and what does not work."""
    if ctx.invoked_subcommand is None:
        listing(as_json)


@command.command("list")
@json_option
def list_plugins(as_json: bool) -> None:
    """List every plugin."""
    listing(as_json)


def listing(as_json: bool) -> None:
    from planner.plugins import KINDS
    from planner.registry import default_registry

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
    faults = [str(fault) for fault in registry.faults]
    if as_json:
        import json

        click.echo(json.dumps({"plugins": found, "faults": faults}, ensure_ascii=False, indent=2))
        return
    from planner.cli.terminal import heading, warn

    for kind in KINDS:
        heading(kind.capitalize())
        for one in found:
            if one["kind"] == kind:
                click.echo(f"  {one['name']:<14} {one['summary']}")
                if not str(one["provider"]).startswith("journey-planner "):
                    click.secho(f"  {'':<14} from {one['provider']}", dim=True)
    for fault in faults:
        warn(fault)
