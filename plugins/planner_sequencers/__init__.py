"""Bundled sequencers."""
