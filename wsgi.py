"""The app for a WSGI server, with the errands connected to it."""

import sys

from portal import create_app
from tasks import connect

# A thread that waits for the disk gives the interpreter away; with the usual 5 ms it would get it back too late,
# and the database's only writer would keep all others waiting.
sys.setswitchinterval(0.0005)

app = create_app()
connect(app)
