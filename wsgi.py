"""The app for a WSGI server, with the errands connected to it."""

import gc

from portal import create_app
from tasks import connect

app = create_app()
connect(app)

# What was made so far stays for good: the collector need not go through it again with every few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
