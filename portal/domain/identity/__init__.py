"""People: registration, sign-in, sessions, passwords, their names and addresses."""
