"""``planner schema``."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("kind", type=click.Choice(["journey", "organisation", "scenario", "theme", "roadmap"]))
def command(kind: str) -> None:
    """Print the JSON Schema of a document: journey, organisation, scenario, theme, or roadmap (the JSON export). An
    organisation may set the options of every plugin that is installed.

    \b
    Point your editor at it with a first line such as
      # yaml-language-server: $schema=organisation.schema.json
    """
    from planner.cli.terminal import print_json
    from planner.documents.plugin_options import organisation_schema
    from planner.documents.schema import schema
    from planner.registry import default_registry

    found = organisation_schema(default_registry()) if kind == "organisation" else schema(kind)
    print_json(found)
