"""``planner schema``: prints JSON Schemas."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema NAME: of a document (journey, organisation, scenario, portfolio, decisions, theme, or
    roadmap, the JSON export), or of what a command prints with --json, such as explain or plugins-show. Without NAME:
    what there is.

    An organisation may set the options of every plugin that is installed.

    \b
    Point your editor at it with a first line such as
      # yaml-language-server: $schema=organisation.schema.json
    """
    from planner.cli.terminal import paragraph, print_json
    from planner.documents.plugin_options import organisation_schema
    from planner.documents.schema import KINDS, answers, schema
    from planner.errors import PlannerError, and_then, did_you_mean
    from planner.plugins.registry import default_registry

    if name is None:
        click.secho("Documents", bold=True)
        paragraph(", ".join(KINDS))
        click.secho("What --json prints", bold=True)
        paragraph(", ".join(answers()))
        return
    if name not in (*KINDS, *answers()):
        mend = did_you_mean(name, (*KINDS, *answers())) or "'planner schema' lists them"
        raise PlannerError(and_then(f"there is no schema '{name}'", mend))
    print_json(organisation_schema(default_registry()) if name == "organisation" else schema(name))
