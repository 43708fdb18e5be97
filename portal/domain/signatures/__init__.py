"""Signed applications: what a file with a КЕП is, before and after it is verified."""
