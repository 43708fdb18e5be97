"""Leaving: taking out all of one's data, and the deletion of the cabinet."""
