"""The kinds of billing's files, a file each."""
