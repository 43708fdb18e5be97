"""Joins the small CSS and JavaScript sources into few files, squeezed without changing what they mean.

Only what our own sources use is understood; anything else stops the build with its name, so that a page is
never served half a script. Scripts are then shortened by tdewolff's minifier, a seventh off what is sent. Style
sheets are squeezed here: rcssmin turns a nested `a :hover` into `a:hover`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable

Read = Callable[[str], str]
"""Gives the text of a file by its logical name, such as `js/app.js`."""


class AssetError(Exception):
    """A source that cannot be built: its name and the reason."""


def beside(name: str, address: str) -> str:
    """The logical name of what `name` calls by a relative address."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
    if path.startswith(("../", "/")):
        raise AssetError(f"{name}: {address} is outside of the static files")
    return path
