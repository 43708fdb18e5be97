"""Commercial metering of a supply point: what was used, what was looked at and when, and the papers about it."""
