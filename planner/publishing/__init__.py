"""From a roadmap through views, renderers and exporters to files, decks and live pages."""
