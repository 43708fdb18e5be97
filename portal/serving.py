"""How the app stands in its server: limits of requests, database per request, static files, proxies."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, g
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import assets, database, security
from portal.config import Settings
from portal.domain.outages import prepared
from portal.extensions import compress, csrf, htmx, limiter, login_manager
from portal.limits import SqliteStorage
from portal.unchanged import Unchanged

BUILT = Path(__file__).resolve().parent.parent / "build" / "static"


def configure(app: Flask, settings: Settings) -> None:
    """Sizes, cookies and tokens."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # Enough for any form; addresses that take files allow more by themselves.
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIMETYPES=["text/html", "application/json"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=600,
        RATELIMIT_STORAGE_URI=settings.rate_limit_url,
        # Without the counters' storage the portal goes on; each worker then counts for itself.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        **security.cookie_settings(settings),
    )
    app.session_interface = SignedSessions()
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


class SignedSessions(SecureCookieSessionInterface):
    """Flask's cookie session, whose signer is made once: the key does not change while the app lives."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """A page that is the same for everybody says nothing of cookies: caches would keep one for each."""
        if not g.get("shared"):
            super().save_session(app, session, response)


def use_database(app: Flask, settings: Settings) -> None:
    """Open by the first query of a request, close at its end."""
    database.bind(settings.database_url)

    @app.teardown_request
    def release(error: BaseException | None) -> None:
        database.release()


def init_extensions(app: Flask, settings: Settings) -> None:
    """Bind the extensions to this app."""
    assert SqliteStorage.STORAGE_SCHEME  # importing it registered the sqlite:// scheme of the limits
    htmx.init_app(app)
    csrf.init_app(app)
    login_manager.session_protection = None
    login_manager.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)


def serve_static(app: Flask, settings: Settings) -> dict[str, str]:
    """Built files under /static/, compressed ahead, kept for good by browsers; returns their manifest."""
    manifest = assets.load_manifest(BUILT)
    files = WhiteNoise(
        app.wsgi_app, immutable_file_test=lambda path, url: True, add_headers_function=security.harden_file
    )
    files.add_files(str(BUILT), prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]
    return manifest


def say_what_is_unchanged(app: Flask, settings: Settings) -> None:
    """Answer pages that ask each minute for what they have already, before Flask."""
    folder = settings.run_dir / prepared.FOLDER
    app.wsgi_app = Unchanged(app.wsgi_app, folder)  # type: ignore[method-assign]
