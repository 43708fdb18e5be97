"""Household accounts: their numbers, whose they are, and which one a person is looking at."""
