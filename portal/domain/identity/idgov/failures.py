"""Why somebody can't come in by id.gov.ua just now: a plain sentence for them, a word for the log."""

from __future__ import annotations

from portal.domain.errors import DomainError
from portal.language import gettext as _

DENIED, STATE, BUSY, AWAY, UNREADABLE = "denied", "state", "busy", "away", "unreadable"
REFUSED, ENCRYPTED, UNKNOWN, OTHER_NUMBER = "refused", "encrypted", "unknown", "other_number"
STAFF, CLOSED = "staff", "closed"


class Failed(DomainError):
    """Nothing was kept and nothing was changed. ``detail`` is for the log and holds nothing of the person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(sentence(code), code=code)
        self.detail = detail


def sentence(code: str) -> str:
    """What happened, for people."""
    sentences = {
        DENIED: _("Ви повернулися, не підтвердивши, хто ви."),
        STATE: _("Цей вхід почався в іншому вікні або надто давно. Почніть його ще раз."),
        BUSY: _("Зараз через id.gov.ua входить багато людей. Спробуйте ще раз за хвилину."),
        AWAY: _("Сервіс id.gov.ua зараз не відповідає. Таке буває, зазвичай недовго."),
        UNREADABLE: _("Сервіс id.gov.ua відповів так, що ми його не зрозуміли."),
        REFUSED: _("Сервіс id.gov.ua не підтвердив цей вхід. Можливо, його сторінка була відкрита надто довго."),
        ENCRYPTED: _("Сервіс id.gov.ua надіслав зашифровані дані, які кабінет ще не вміє прочитати."),
        UNKNOWN: _(
            "Сервіс id.gov.ua не передав ні РНОКПП, ні УНЗР (деякі банки їх не передають), тож ми не можемо "
            "впевнитися, хто ви. Спробуйте інший спосіб."
        ),
        STAFF: _("Працівники входять до робочого місця лише з паролем і кодом."),
        CLOSED: _("Цей кабінет закрито. Якщо ви про це не просили, зателефонуйте до кол-центру."),
        OTHER_NUMBER: _(
            "РНОКПП, який передав id.gov.ua, не збігається з тим, що ми вже знаємо. "
            "Увійдіть з паролем або зателефонуйте до кол-центру."
        ),
    }
    return sentences.get(code, sentences[UNREADABLE])
