"""Words: translation, plural forms, dates, numbers and direction, and the sentences that several modules say."""
