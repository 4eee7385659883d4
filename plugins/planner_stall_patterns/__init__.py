"""Bundled stall patterns."""
