"""Files that a supervisor lays out for everybody, such as the contract; the newest of a name counts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from portal.database import db
from portal.domain import events
from portal.domain.errors import Forbidden, NotFound, Refused
from portal.domain.files import keeping
from portal.domain.files.kinds import HEAD, PDF, kind_of
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import File, Handout, User
from portal.storage import Storage

SLUGS = {
    "contract": lazy_gettext("Примірник договору споживача про надання послуг з розподілу електричної енергії"),
}


def publish(slug: str, path: Path, *, name: str, actor: User, storage: Storage, now: datetime) -> Handout:
    """Lay out the PDF at ``path`` from now on; what was laid out before is kept. ``name`` is the sender's for it.

    Raises:
        Forbidden: the actor is no supervisor.
        NotFound: there is no such place.
        Refused: ``unsupported_type`` for what is no PDF, and what :func:`keeping.keep` refuses.
        StorageAway: it can't be stored now.
    """
    if actor.role != "supervisor":
        raise Forbidden
    if slug not in SLUGS:
        raise NotFound(_("Такого документа немає"))
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    if head and kind_of(head) is not PDF:
        raise Refused(_("Потрібен файл PDF"), code="unsupported_type")
    file = keeping.keep(path, user=actor, name=name, taken_at=None, claimed_sha256=None, storage=storage, now=now)
    with db.atomic():
        handout: Handout = Handout.create(slug=slug, file=file, actor=actor, at=now)
        events.audit(handout, "handout_published", actor=actor, at=now, slug=slug, sha256=file.sha256)
    return handout


def newest(slug: str) -> Handout | None:
    """The one that counts, with its file and who laid it out; None while there is none."""
    query = Handout.select(Handout, File, User).join(File).switch(Handout).join(User, on=Handout.actor == User.id)
    found: Handout | None = query.where(Handout.slug == slug).order_by(Handout.id.desc()).first()
    return found
