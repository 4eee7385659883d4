"""Bundled runners."""
