"""Theme documents."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from planner.documents.reader import read_file
from planner.documents.schema import check as check_schema
from planner.errors import PlannerError, did_you_mean
from planner.theme import THEMES, Theme, branded, check

PNG = b"\x89PNG\r\n\x1a\n"
MOST_LOGO = 2_000_000


def load_theme(reference: str | Path) -> tuple[Theme, tuple[str, ...]]:
    """(a bundled theme by its name, or the one in a file; what had to be repaired so that it can be read).

    Raises:
        DocumentError: with every fault of the file.
        PlannerError: there is no such theme.
    """
    name = str(reference)
    if name in THEMES:
        return THEMES[name], ()
    if not Path(name).suffix and not Path(name).exists():
        raise PlannerError(f"there is no theme '{name}'; {did_you_mean(name, THEMES)}, or name a file")
    return check(_read(Path(reference)))


def _read(path: Path) -> Theme:
    document = read_file(path)
    data = check_schema(document, "theme")
    base = THEMES[data.get("base", "light")]
    changes: dict[str, Any] = {"name": data.get("theme", base.name)}
    if "brand" in data:
        coloured = branded(base, data["brand"].upper())
        changes |= {"stages": coloured.stages, "accent": coloured.accent}
    for key, color in (data.get("colors") or {}).items():
        changes[key] = tuple(one.upper() for one in color) if isinstance(color, list) else color.upper()
    fonts = data.get("fonts") or {}
    changes |= {"font": fonts.get("body", base.font), "heading_font": fonts.get("heading", "")}
    changes |= {key: data[key] for key in ("footer", "dates", "numbers") if key in data}
    if "logo" in data:
        file = (document.folder or Path()) / data["logo"]
        logo = b""
        try:
            logo = file.read_bytes() if file.stat().st_size <= MOST_LOGO else b""
        except OSError as error:
            document.refuse(("logo",), f"cannot read {file}: {error.strerror or error}", "name a PNG file")
        else:
            if not logo.startswith(PNG) or len(logo) < 24:
                document.refuse(("logo",), f"{file} is no PNG of at most {MOST_LOGO:,} bytes", "export it as PNG")
        changes["logo"] = logo
    document.raise_problems()
    return Theme(**{**{field.name: getattr(base, field.name) for field in fields(base)}, **changes})
