"""ZIP files whose bytes depend on their content alone: Office files are made of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The file: the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return out.getvalue()


def repacked(data: bytes) -> bytes:
    """An Office file of any kind without the time it was packed at."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed({entry.filename: package.read(entry) for entry in package.infolist()})
