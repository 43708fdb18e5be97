"""The kinds of order, a file for each: ``KIND`` is its definition. What several share is in ``_shared``."""
