"""The scale of levels: 0 (nothing) to what a journey names. The schemas in ``documents/schemas`` repeat the bound."""

from __future__ import annotations

HIGHEST_LEVEL = 7
"""The highest level that any journey can have."""
