"""``python -m portal.demo.imitations.idgov``, for the portal at BASE_URL, by its IDGOV_CLIENT_ID and …_SECRET."""

from __future__ import annotations

import os
import signal
from types import FrameType

from portal.demo.imitations.idgov.grants import Portal
from portal.demo.imitations.idgov.server import Site, serve
from portal.domain.identity.idgov.provider import RETURN_PATH


def main() -> None:
    """Serve until told to stop; the port stands on the first line."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    environ = os.environ
    client = Portal(
        environ["IDGOV_CLIENT_ID"], environ["IDGOV_CLIENT_SECRET"], environ["BASE_URL"].rstrip("/") + RETURN_PATH
    )
    site = Site(client, environ.get("PORTAL_ENV", "production"))
    server = serve(site)
    server.daemon_threads = True  # type: ignore[attr-defined]
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    finally:
        site.stopping.set()


if __name__ == "__main__":
    main()
