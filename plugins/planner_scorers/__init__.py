"""Bundled scorers, one file each."""
