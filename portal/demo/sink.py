"""A mail server that sends nothing on: it keeps every mail as a file. ``python -m portal.demo.sink FOLDER``.

It listens on a free port of the loopback, and says which on its first line of output.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.demo import mailbox

HOST = "127.0.0.1"


class Keeper:
    """Takes every mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        mailbox.keep(content, self._folder)
        return "250 2.0.0 kept"


async def serve(folder: Path) -> None:
    """Listen until told to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True, loop=loop), HOST, 0
    )
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
