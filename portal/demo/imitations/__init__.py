"""Other people's servers as the portal meets them: for the demo and the tests, on the loopback only."""
