"""``flask push``: the key that push services know the portal by."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal import pushing

group = AppGroup("push", help="Notices that are pushed to browsers.")


@group.command("key")
def key() -> None:
    """Make a private key; with another one than before people have to switch notices on anew."""
    click.echo(f"VAPID_PRIVATE_KEY={pushing.make_private_key()}")
