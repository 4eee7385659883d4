"""Bundled renderers."""
