"""A PowerPoint file as its parts, read with care.

Nothing is unpacked that could be a bomb, and a file that is no deck is refused with what it is instead.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from planner.errors import PlannerError

MOST_PARTS, MOST_BYTES = 5000, 1_000_000_000
PRESENTATION = "ppt/presentation.xml"
STRICT = b"http://purl.oclc.org/ooxml/presentationml/main"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what old and encrypted Office files begin with


def read_parts(path: Path) -> dict[str, bytes]:
    """Parts by name, in the order of the file.

    Raises:
        PlannerError: it is no deck that can be read: damaged, protected by a password, of an old format.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PlannerError(f"there is no file {path}") from None
    except OSError as error:
        raise PlannerError(f"cannot read {path}: {error.strerror or error}") from error
    if data.startswith(COMPOUND):
        raise PlannerError(
            f"{path} is protected by a password or of the old .ppt format: save it as .pptx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise PlannerError(f"{path} unpacks to more than {MOST_BYTES:,} bytes or {MOST_PARTS:,} parts")
            if any(entry.file_size > 50_000_000 and entry.file_size > 100 * entry.compress_size for entry in entries):
                raise PlannerError(f"{path} unpacks to a hundred times its size: refused")
            if any(entry.flag_bits & 1 for entry in entries):
                raise PlannerError(f"{path} is encrypted: save it without a password")
            parts = {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,  # what zipfile raises for a compression that it does not know
        zlib.error,
        EOFError,
        ValueError,
        OSError,
    ) as error:
        raise PlannerError(f"{path} is damaged or no PowerPoint file: {error}") from error
    if "[Content_Types].xml" not in parts or PRESENTATION not in parts:
        raise PlannerError(f"{path} is no PowerPoint file: it has no presentation in it")
    if STRICT in parts[PRESENTATION]:
        raise PlannerError(
            f"{path} is saved as Strict Open XML, which few programs write or read: open it in PowerPoint and save it "
            "as “PowerPoint Presentation (*.pptx)”"
        )
    return parts


def relations_of(name: str) -> str:
    """The part that holds the relations of another one."""
    place = PurePosixPath(name)
    return f"{place.parent}/_rels/{place.name}.rels"
