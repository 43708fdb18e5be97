"""id.gov.ua on the loopback: its four addresses, people to choose from, and everything that may go wrong there.

``python -m portal.demo.imitations.idgov`` serves it and says its port; never in production.
"""
