"""From a journey and an organisation to a roadmap; each stage of the work is one pure function, ``pipeline`` has their
order."""
