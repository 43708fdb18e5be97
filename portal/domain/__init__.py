"""What the portal does, as plain functions of actor, data and time. No Flask, WTForms, htmx or Huey here."""
