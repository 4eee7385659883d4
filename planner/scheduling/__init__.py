"""The scheduling problem that sequencers solve (RCPSP with capacity per period, modes and choices). Nothing here
knows of social media, journeys or organisations."""
