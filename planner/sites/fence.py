"""A fenced block for MkDocs, Zensical and whatever else uses ``pymdownx.superfences``::

    markdown_extensions:
      - pymdownx.superfences:
          custom_fences:
            - name: roadmap
              class: roadmap
              format: !!python/name:planner.sites.fence.roadmap

and in a page, with the file's path from the folder in which the site is built::

    ```roadmap
    file: acme.yaml
    view: journey
    ```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.files.yaml_values import load_yaml
from planner.sites.drawing import drawn


def roadmap(source: str, language: str, class_name: str, options: Any, md: Any, **_more: Any) -> str:
    """The HTML of a block, as superfences asks for it.

    Raises:
        SuperFencesException: the block or its organisation has faults; the build fails and says which.
    """
    try:
        asked = _asked(source)
        return drawn(Path(asked.pop("file")), asked).html()
    except PlannerError as error:
        from pymdownx.superfences import SuperFencesException

        raise SuperFencesException(f"roadmap: {error}") from error


def _asked(source: str) -> dict[str, Any]:
    try:
        asked = load_yaml(source)
    except Exception as error:
        raise PlannerError(f"the block is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("file"), str):
        raise PlannerError("the block names no file; write 'file: acme.yaml', and below it 'view: journey'")
    return asked
