"""Bundled importers."""
