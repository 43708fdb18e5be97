"""The desk (робоче місце) of operators and supervisors: a file per queue, all of it under /desk.

An operator sees their own РЕМ, a supervisor every one: what is looked up is looked up through
:func:`portal.domain.desk.reach`.
"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/desk")

# Each of them adds its views.
from portal.blueprints.desk import (  # noqa: E402
    accounts,  # noqa: F401
    announcements,  # noqa: F401
    audit,  # noqa: F401
    billing,  # noqa: F401
    handouts,  # noqa: F401
    operators,  # noqa: F401
    orders,  # noqa: F401
    outages,  # noqa: F401
    readings,  # noqa: F401
    search,  # noqa: F401
)
