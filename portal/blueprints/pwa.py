"""The portal as an installed app: its worker, its manifest, and the pages that open without a network."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request

from portal import assets
from portal.access import public
from portal.domain.errors import Refused
from portal.domain.orders import wording as orders
from portal.domain.readings import checks, wording
from portal.language import gettext as _
from portal.language import ngettext
from portal.rendering import go, page, shared_page

bp = Blueprint("pwa", __name__)

OFFLINE = "/offline"
# What a page without a network is made of.
SHELL = ("css/portal.css", "js/outbox.js", "js/app.js", "js/offline.js", "vendor/htmx.min.js", "icons/icon.svg")
REGISTER_DIGITS = range(3, 10)


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The worker, from the root so that it serves all pages. Its text changes when any file of the shell does."""
    answer = make_response(_worker())
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    answer = make_response(json.dumps(_manifest(), ensure_ascii=False))
    answer.headers["Content-Type"] = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get(OFFLINE)
@public
def offline() -> Response:
    """The page that the worker shows instead of any that it could not fetch."""
    return shared_page("offline/show.html", **_spoken())


@bp.get("/drafts")
@public
def drafts() -> Response:
    """Чернетки: they lie on the phone, so there is nothing to look up here."""
    return page("offline/drafts.html", **_spoken())


@bp.get("/install")
@public
def install() -> Response:
    """How to put the portal on the home screen, also where browsers do not offer it by themselves."""
    return shared_page("offline/install.html")


@bp.get("/install/invitation")
@public
def invitation() -> Response:
    return shared_page("offline/_invitation.html")


@bp.post("/share")
@public
def share() -> Response:
    """A photo from the gallery, where no worker was there to take it: nothing is kept, the page for them opens."""
    return go("photos.index")


def _worker() -> str:
    """The worker's text, made once: the files do not change while the app lives."""
    kept: str | None = current_app.extensions.get("portal.worker")
    if kept is None:
        files = assets.load_manifest()
        served = [f"/static/{files[name]}" for name in SHELL]
        shown = render_template("offline/show.html", shared=True, **_spoken())
        name = hashlib.sha256("\n".join([*served, shown]).encode()).hexdigest()[:12]
        shell = json.dumps({"name": f"shell-{name}", "page": OFFLINE, "files": served})
        outbox = json.dumps(f"/static/{files['js/outbox.js']}")
        source = Path(assets.TARGET / files["js/sw.js"]).read_text("utf-8")
        kept = f"self.SHELL={shell};\nimportScripts({outbox});\n{source}"
        current_app.extensions["portal.worker"] = kept
    return kept


def _manifest() -> dict[str, Any]:
    files = assets.load_manifest()

    def picture(name: str, sizes: str, **more: str) -> dict[str, str]:
        return {"src": f"/static/{files[name]}", "sizes": sizes, "type": "image/png", **more}

    return {
        "id": "/",
        "name": _("Кабінет побутового споживача"),
        "short_name": _("Житомиробленерго"),
        "description": _("Передавайте покази лічильника з телефона, також без мережі."),
        "lang": "uk",
        "start_url": "/?installed",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6fa",
        "theme_color": "#0b3a66",
        "icons": [
            picture("icons/icon-192.png", "192x192"),
            picture("icons/icon-512.png", "512x512"),
            picture("icons/maskable-512.png", "512x512", purpose="maskable"),
        ],
        "shortcuts": [
            {
                "name": _("Передати покази"),
                "url": "/readings",
                "icons": [picture("icons/icon-192.png", "192x192")],
            },
            {"name": _("Чи є світло"), "url": "/outages", "icons": [picture("icons/icon-192.png", "192x192")]},
        ],
        "screenshots": [
            picture(
                "screenshots/readings-phone.png", "720x1280", form_factor="narrow", label=_("Передати покази")
            ),
            picture("screenshots/home-desktop.png", "1280x800", form_factor="wide", label=_("Головна")),
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "photos", "accept": ["image/*", "video/*"]}]},
        },
    }


def _spoken() -> dict[str, Any]:
    """The sentences of the pages without a network, with {places} for what only the phone knows."""
    counted = {
        "meaning.days": lambda n: ngettext("за %(num)s день", "за %(num)s днів", n),
        "drafts.foreign": lambda n: ngettext(
            "На цьому телефоні є ще %(num)s запис іншої людини. Надіслати його зможе лише вона, коли ввійде.",
            "На цьому телефоні є ще %(num)s записів іншої людини. Надіслати їх зможе лише вона, коли ввійде.",
            n,
        ),
    }
    forms = {"one": 1, "few": 2, "many": 5}
    return {
        "months": [date(2026, month, 1) for month in range(1, 13)],
        "words": {
            "form.title": _("Передати покази"),
            "home.title": _("Немає мережі"),
            "offline.saved": _("Немає мережі. Дані збережено %(moment)s.", moment="{moment}"),
            "drafts.title": _("Чернетки"),
            "drafts.taken": _("Зроблено %(moment)s", moment="{moment}"),
            "drafts.remove": _("Видалити з телефона? Відновити буде неможливо."),
            "drafts.kind.reading": _("Покази"),
            "drafts.kind.photos": _("Фото й відео"),
            "drafts.kind.order": _("Файли до заяви"),
            "drafts.state.draft": _("Не завершено"),
            "drafts.state.queued": _("Чекає на надсилання"),
            "drafts.state.tried": _("Не вдалося надіслати, спробуємо ще"),
            "drafts.state.paused": _("Призупинено"),
            "drafts.state.attention": _("Потребує уваги"),
            "drafts.state.done": _("Передано"),
            "dating.window": _(
                "Зарахуємо як показ на %(day)s: період передачі триває до %(closes)s.",
                day="{day}",
                closes="{closes}",
            ),
            "dating.outside": _(
                "Зараз поза періодом передачі. Зарахуємо як показ на %(day)s, а значення на 1 число порахуємо за "
                "середньодобовим споживанням.",
                day="{day}",
            ),
            "meaning.less": _("Менше за попередній на %(less)s", less="{less}"),
            "meaning.per_day": _("по %(use)s кВт·год на день", use="{use}"),
            "meaning.past_zero": _("Якщо лічильник перейшов через нуль: +%(use)s кВт·год", use="{use}"),
            "meaning.year_ago": _("Торік %(month)s було %(use)s кВт·год", month="{month}", use="{use}"),
            "warning.numbers": wording.numbers("{previous}", "{value}"),
            **{
                f"warning.{code}": wording.reason(code, "{use}")
                for code in (checks.LESS, checks.JUMP, checks.OVER_CAPACITY, checks.NO_USE)
            },
            **{f"status.{name}": str(words) for name, words in wording.STATUSES.items()},
            "status.light.off": _("немає світла за графіком"),
            "status.light.on": _("вимкнень за графіком немає"),
            "status.light.none": _("графік не застосовується"),
            "status.light.unknown": _("графіка ще немає"),
            "status.light.gav": _("ГАВ: графіки не діють"),
            "status.light.emergency": _("аварія"),
            "status.light.planned": _("планові роботи"),
            **{f"status.order.{name}": orders.status(name) for name in orders.STATUSES},
            **{f"error.{code}": _refusal(typed, 9) for code, typed in _MISTYPED.items()},
            "error.fraction": _refusal("7,5", 9).replace("7", "{whole}"),
            **{f"error.too_many_digits.{digits}": _refusal("1" * 10, digits) for digits in REGISTER_DIGITS},
            **{
                f"{word}.{form}": say(count).replace(str(count), "{count}", 1)
                for word, say in counted.items()
                for form, count in forms.items()
            },
        },
    }


_MISTYPED = {"missing": "", "negative": "-1", "not_a_number": "x"}


def _refusal(typed: str, digits: int) -> str:
    """What the form says of something mistyped: the phone says the same."""
    try:
        checks.parse_value(typed, digits)
    except Refused as error:
        return str(error)
    raise AssertionError(f"{typed!r} is a value")
