"""The scale of levels: 0 (nothing) to 3. Defined here; the schemas in ``documents/schemas`` repeat it for editors."""

from __future__ import annotations

LEVELS = (0, 1, 2, 3)
TOP_LEVEL = 3
