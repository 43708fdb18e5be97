"""The app for a WSGI server, with the errands connected to it."""

from portal import create_app
from tasks import connect

app = create_app()
connect(app)
