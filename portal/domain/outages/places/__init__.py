"""The lists of addresses that the outage source keeps, and which of their houses an account is."""
