"""The form by which a supervisor sends a file of the billing base; the file comes beside it."""

from __future__ import annotations

from portal.forms.base import PortalForm


class BillingForm(PortalForm):
    """Nothing but the token, and what is wrong with the file."""
