"""Lights on the terminal: as words, and in their colours."""

from __future__ import annotations

from planner.i18n.translation import _

COLORS = {"green": "green", "amber": "yellow", "red": "red"}


def said(state: str) -> str:
    """A light as a word: colour alone says nothing to some."""
    return {"green": _("green"), "amber": _("amber"), "red": _("red")}.get(state, _("no state"))
