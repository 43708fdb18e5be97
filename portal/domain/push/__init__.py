"""Notices that are pushed to browsers."""
