"""Reading journeys and organisations: text -> data -> validated, immutable model."""
