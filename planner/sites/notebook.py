"""A magic for Jupyter and IPython: ``%load_ext planner.sites.notebook``, then a cell that is an organisation::

    %%roadmap --view journey
    organisation: acme
    start: 2027-01-01
    target_stage: streamline

or ``%roadmap acme.yaml --view map`` for a file. The plan is what the cell is worth, so ``_`` holds it.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.sites.drawing import OPTIONS, Drawn, drawn


class Shown:
    """The pages of a view, as a notebook shows them."""

    def __init__(self, found: Drawn):
        self.drawn = found

    def _repr_html_(self) -> str:
        return self.drawn.html()


def roadmap(line: str, cell: str | None = None) -> Shown:
    """The magic.

    Raises:
        PlannerError: a word of the line is not understood, or the organisation has faults.
    """
    words = shlex.split(line)
    options: dict[str, str] = {}
    files: list[str] = []
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            files.append(word)
        elif words and word[2:] in OPTIONS:
            options[word[2:]] = words.pop(0)
        else:
            known = ", ".join(f"--{one} VALUE" for one in OPTIONS if one != "file")
            raise PlannerError(f"'{word}' is not understood; there are {known}")
    if len(files) + bool(cell) != 1:
        raise PlannerError("give a file (%roadmap acme.yaml --view map), or write the organisation below %%roadmap")
    return Shown(drawn(Path(files[0]) if files else f"{cell}\n", options))


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext`` calls."""
    shell.register_magic_function(roadmap, magic_kind="line_cell", magic_name="roadmap")
