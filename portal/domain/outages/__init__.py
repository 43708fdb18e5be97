"""Outages: what is known of a subqueue's days, from whom, what it means now, and whom it reaches."""
