"""Who they are, where they are signed in, and what happened to the cabinet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.domain.leaving.contents.source import Source, in_batches, moment
from portal.models import Consent, Event, Identity, Session


def person(source: Source) -> Iterator[dict[str, Any]]:
    """One entry. Of the password nothing is written: what is kept of it is no use to anybody."""
    user = source.user
    yield {
        "email": user.email,
        "surname": user.surname,
        "given_name": user.given_name,
        "patronymic": user.patronymic,
        "phone": user.phone,
        "has_password": bool(user.password_hash),
        "registered_at": moment(user.created_at),
        "confirmed_at": moment(user.confirmed_at),
        "names_confirmed_at": moment(user.names_confirmed_at),
        "deletion_due": moment(user.deletion_due),
        "settings": user.settings,
        "consents": [
            {"subject": one.subject, "wording": one.wording, "given_at": moment(one.given_at)}
            for one in in_batches(Consent.select().where(Consent.user == user))
        ],
        "identities": [
            {
                "provider": one.provider,
                "kind": one.subject.partition(":")[0],
                "number": source.opened(one.number) if one.number else None,
                "way": one.way,
                "connected_at": moment(one.connected_at),
            }
            for one in in_batches(Identity.select().where(Identity.user == user))
        ],
    }


def sessions(source: Source) -> Iterator[dict[str, Any]]:
    """Where they are signed in, without what would let somebody in."""
    for one in in_batches(Session.select().where(Session.user == source.user)):
        yield {
            "device": one.device,
            "remembered": one.remembered,
            "created_at": moment(one.created_at),
            "seen_at": moment(one.seen_at),
            "expires_at": moment(one.expires_at),
        }


def history(source: Source) -> Iterator[dict[str, Any]]:
    """What happened to the cabinet itself."""
    about = (Event.subject_kind == "user") & (Event.subject_id == source.user.id)
    for one in in_batches(Event.select().where(about)):
        yield {
            "at": moment(one.at),
            "what": one.name,
            "by_you": one.actor_id == source.user.id,
            "details": one.details,
        }
