"""``planner theme``: checks a theme."""

from __future__ import annotations

import click

from planner.cli.options import json_option


@click.group("theme")
def command() -> None:
    """Look at themes."""


@command.command("check")
@click.argument("themes", nargs=-1, required=True, metavar="NAME|FILE...")
@json_option
def check(themes: tuple[str, ...], as_json: bool) -> int:
    """Check that everything drawn in a theme can be read: contrast of text and lines (WCAG 2.2), stages apart in
    greyscale. What cannot is repaired when the theme is used; this says how.

    \b
    Exit codes: 0 readable as it is; 1 something is repaired; 2 the file has faults.

    \b
    Examples:
      planner theme check acme-theme.yaml
      planner theme check light dark print
    """
    from planner.documents.theme import load_theme

    found = {name: load_theme(name) for name in themes}
    if as_json:
        from planner.cli.terminal import print_json

        data = [
            {"theme": theme.name, "readable": not notes, "repairs": list(notes), "pairs": pairs(theme)}
            for theme, notes in found.values()
        ]
        print_json(data)
    else:
        from planner.cli.terminal import heading, item

        for name, (theme, notes) in found.items():
            heading(f"{name}: {'repaired where it is used' if notes else 'readable'}")
            for note in notes:
                item(note)
            for pair in pairs(theme):
                click.echo(f"  {pair['contrast']:5.2f}:1  {pair['color']} on {pair['behind']}  {pair['what']}")
    return 1 if any(notes for _, notes in found.values()) else 0


def pairs(theme: object) -> list[dict[str, object]]:
    """What stands on what, with its contrast."""
    from planner.pictures.theme import Theme, contrast

    assert isinstance(theme, Theme)
    found = [
        ("text", theme.ink, theme.paper), ("text of less weight", theme.muted, theme.paper),
        ("lines", theme.line, theme.paper), ("accent", theme.accent, theme.paper),
        ("progress", theme.done, theme.paper),
    ]  # fmt: skip
    for number, place in enumerate(("first", "middle", "last"), 1):
        paint = theme.stage(number, 3)
        found.append((f"text of the {place} stage", paint.text, paint.fill))
        found.append((f"border of the {place} stage", paint.stroke, theme.paper))
    return [
        {"what": what, "color": color, "behind": behind, "contrast": round(contrast(color, behind), 2)}
        for what, color, behind in found
    ]
