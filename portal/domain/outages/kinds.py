"""Kinds of works and accidents, as their rows name them, and for how long they matter."""

from __future__ import annotations

from datetime import timedelta

EMERGENCY = "emergency"
# Графік аварійних відключень: the whole system is short of power, and stands above any schedule.
GAV = "gav"
PLANNED = "planned"
# A row of the operator's table that only the desk can make sense of: its text is in ``original``.
UNREAD = "unread"
# What the desk enters by hand, and what people are shown and told.
ENTERED = (EMERGENCY, GAV)
TOLD = (EMERGENCY, GAV, PLANNED)
# Which of them is said first where several are on.
ABOVE_OTHERS = (GAV, EMERGENCY, PLANNED)
# No works that an operator knows of last longer, and nothing about outages is kept for longer.
LASTS = timedelta(days=40)
