"""Meter readings: when they count, whether they make sense, taking them in, and what became of them."""
