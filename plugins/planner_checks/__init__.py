"""Bundled checks."""
