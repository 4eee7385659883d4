"""``planner schema``."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("kind", type=click.Choice(["journey", "organisation", "theme", "roadmap"]))
def command(kind: str) -> None:
    """Print the JSON Schema of a document: journey, organisation, theme, or roadmap (the JSON export).

    \b
    Point your editor at it with a first line such as
      # yaml-language-server: $schema=organisation.schema.json
    """
    import json

    from planner.documents.schema import schema

    click.echo(json.dumps(schema(kind), ensure_ascii=False, indent=2))
