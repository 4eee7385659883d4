"""Theme documents."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32, decompressobj
from zlib import error as zlib_error

from planner.documents.reader import note_file, read_file
from planner.documents.schema import check as check_schema
from planner.errors import PlannerError, did_you_mean
from planner.pictures.theme import THEMES, Theme, branded, check
from planner.plugins.registry import Registry, default_registry

PNG = b"\x89PNG\r\n\x1a\n"
MOST_LOGO = 2_000_000


def load_theme(reference: str | Path, registry: Registry | None = None) -> tuple[Theme, tuple[str, ...]]:
    """(a theme by its name, or the one in a file; what had to be repaired so that it can be read).

    Raises:
        DocumentError: with every fault of the file.
        PlannerError: there is no such theme.
    """
    name = str(reference)
    if name in THEMES:
        return THEMES[name], ()
    if not Path(name).suffix and not Path(name).is_file():
        registry = registry or default_registry()
        if name in registry.names("themes") or name in {one.name for one in registry.all("themes")}:
            return check(_read(registry.get("themes", name).path))
        near = did_you_mean(name, (*THEMES, *registry.names("themes")))
        raise PlannerError(f"there is no theme '{name}'; {near}, or name a file")
    return check(_read(Path(reference)))


def _shows_a_date(pattern: str) -> bool:
    """Whether two days look different in a pattern."""
    from babel.dates import format_date

    try:
        one, other = (format_date(day, pattern, locale="en") for day in (date(2027, 1, 2), date(2028, 11, 23)))
    except Exception:  # Babel raises several kinds for a pattern it does not know
        return False
    return bool(one != other)


def whole_png(data: bytes) -> bool:
    """Whether every chunk of a PNG is there and sound (PNG specification, section 5)."""
    if not data.startswith(PNG) or not (
        int.from_bytes(data[16:20], "big") > 0 and int.from_bytes(data[20:24], "big") > 0
    ):
        return False
    at, kinds, packed = len(PNG), set(), b""
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if crc32(kind + body) != int.from_bytes(data[at + 8 + size : at + 12 + size], "big"):
            return False
        kinds.add(kind)
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    try:
        return {b"IHDR", b"IDAT", b"IEND"} <= kinds and bool(decompressobj().decompress(packed, 64))
    except zlib_error:
        return False


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
        note_file(file)
        try:
            small = file.stat().st_size <= MOST_LOGO and file.is_file()
            logo = file.read_bytes() if small else b""
        except OSError as error:
            document.refuse(("logo",), f"cannot read {file}: {error.strerror or error}", "name a PNG file")
        else:
            if not whole_png(logo):
                document.refuse(("logo",), f"{file} is no whole PNG of at most {MOST_LOGO:,} bytes", "export it as PNG")
        changes["logo"] = logo
    if "dates" in data and not _shows_a_date(data["dates"]):
        document.refuse(("dates",), f"'{data['dates']}' is no date pattern", "write one such as d MMM y or dd/MM/yyyy")
    document.raise_problems()
    return Theme(**{**{field.name: getattr(base, field.name) for field in fields(base)}, **changes})
