"""Native slides: scenes as editable PowerPoint shapes, in new decks and refreshed in place in other people's."""
