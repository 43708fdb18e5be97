"""The four addresses as a small app of their own."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, jsonify, render_template, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from portal.demo.imitations.idgov import failures
from portal.demo.imitations.idgov.grants import CHALLENGE, Ledger, Portal, Visit, grant_for
from portal.demo.imitations.idgov.people import BY_KEY, CITIZENS

HOST = "127.0.0.1"
WAYS = {
    "diia_id": "Портал Дія",
    "bank_id": "BankID",
    "mobile_id": "MobileID",
    "dig_sign": "Електронний підпис",
}


class NotHere(RuntimeError):
    """The imitation never starts in production."""


class Site:
    """The running imitation. ``asked`` lists the addresses that were asked; ``ledger`` what is still good."""

    def __init__(self, client: Portal, env: str, *, pace: float = 1.0) -> None:
        if env not in ("demo", "test"):
            raise NotHere(
                "the imitation of id.gov.ua starts with PORTAL_ENV=demo or test, and never in production"
            )
        self.client = client
        self.pace = pace
        self.ledger = Ledger()
        self.asked: list[str] = []
        self.stopping = threading.Event()
        self.app = Flask(__name__)
        self.app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
        self.app.json.ensure_ascii = False  # type: ignore[attr-defined]
        self.oauth = AuthorizationServer(self.app, self._client, self._keep_token)
        self.oauth.register_grant(grant_for(self.ledger), [CHALLENGE])
        self.app.add_url_rule("/", "choose", self.choose)
        self.app.add_url_rule("/", "go_back", self.go_back, methods=["POST"])
        both = ["GET", "POST"]
        self.app.add_url_rule("/get-access-token", "token", self.token, methods=both)
        self.app.add_url_rule("/get-user-info", "info", self.info, methods=both)
        self.app.add_url_rule("/get-user-logout", "logout", self.logout, methods=both)

    # ------------------------------------------------------------ what a person sees

    def choose(self) -> Any:
        """The page on which a person shows who they are; here they choose."""
        try:
            self.oauth.get_consent_grant(end_user=None)
        except OAuth2Error as error:
            return render_template("wrong.html", error=error), 400
        asked = request.args.get("auth_type", "").split(",")
        ways = {name: label for name, label in WAYS.items() if name in asked} or WAYS
        return render_template("choose.html", ways=ways, citizens=CITIZENS, failures=failures.labels())

    def go_back(self) -> Any:
        """Back to the portal with a code, or as the chosen failure wants it."""
        citizen = BY_KEY[request.form["citizen"]]
        failure = request.form.get("failure", "")
        way = request.form.get("way") or request.args.get("auth_type", "").partition(",")[0]
        visit = None if failure == "denied" else Visit(citizen, way, failure)
        grant = self.oauth.get_consent_grant(end_user=visit)
        answer = self.oauth.create_authorization_response(grant_user=visit, grant=grant)
        changes = {"state": {"state": secrets.token_urlsafe(12)}, "no-code": {"code": ""}}.get(failure)
        if changes:
            answer.location = _with(answer.location, changes)
        if failure == "replayed":
            self.ledger.take_code(dict(parse_qsl(urlsplit(answer.location).query))["code"])
        return answer

    # ------------------------------------------------------------ what the portal asks

    def token(self) -> Any:
        given = self.ledger.codes.get(request.values.get("code", ""))
        wrong = self._wrong(given.visit if given else None, "token")
        if wrong:
            return wrong
        if request.method == "GET":
            # Authlib reads codes from bodies alone; the real one takes them in the address as well.
            request.form = request.args  # type: ignore[assignment]
        return self.oauth.create_token_response()

    def info(self) -> Any:
        visit = self._visit()
        wrong = self._wrong(visit, "info")
        if wrong:
            return wrong
        if visit is None:
            return jsonify(error="invalid_token", error_description="Токен не дійсний")
        if visit.failure == failures.ENCRYPTED or request.values.get("cert"):
            return jsonify(encryptedUserInfo="MIIB" + "A" * 400, auth_type=visit.auth_type)
        wanted = request.values.get("fields", "").split(",")
        told = {name: visit.citizen.fields.get(name, "") for name in wanted if name}
        return jsonify({**told, "auth_type": visit.auth_type})

    def logout(self) -> Any:
        visit = self._visit()
        wrong = self._wrong(visit, "logout")
        if wrong:
            return wrong
        self.ledger.end(request.values.get("access_token", ""))
        return jsonify(error=0, message="OK")

    def _visit(self) -> Visit | None:
        return self.ledger.visit(request.values.get("access_token", ""), request.values.get("user_id", ""))

    def _wrong(self, visit: Visit | None, place: str) -> Response | None:
        self.asked.append(place)
        return failures.answer(visit.failure, place, self.stopping, self.pace) if visit else None

    def _client(self, client_id: str) -> Portal | None:
        return self.client if client_id == self.client.client_id else None

    def _keep_token(self, token: dict[str, Any], oauth_request: Any) -> None:
        token["user_id"] = self.ledger.add_token(token["access_token"], oauth_request.user)


class _Quiet(WSGIRequestHandler):
    """Codes and tokens may stand in an address: it is written nowhere."""

    def log(self, type: str, message: str, *args: object) -> None:
        return


def serve(site: Site, port: int = 0) -> BaseWSGIServer:
    """A server on the loopback, ready to run."""
    return make_server(HOST, port, site.app, threaded=True, request_handler=_Quiet)


@contextmanager
def running(client: Portal, *, pace: float = 1.0) -> Iterator[tuple[Site, str]]:
    """The imitation and its address while the context lasts, for tests."""
    site = Site(client, "test", pace=pace)
    server = serve(site)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site, f"http://{HOST}:{server.server_port}/"
    finally:
        site.stopping.set()
        server.shutdown()
        thread.join()
        server.socket.close()


def _with(url: str, changes: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return urlunsplit(parts._replace(query=urlencode({name: value for name, value in query.items() if value})))
