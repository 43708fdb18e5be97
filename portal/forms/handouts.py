"""The form by which a supervisor lays a document out; its file comes beside it."""

from __future__ import annotations

from wtforms import HiddenField

from portal.forms.base import PortalForm


class HandoutForm(PortalForm):
    """``slug`` is the name of the place."""

    slug = HiddenField()
