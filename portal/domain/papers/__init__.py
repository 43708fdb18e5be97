"""Documents that the portal makes, and those it gives to anybody."""
