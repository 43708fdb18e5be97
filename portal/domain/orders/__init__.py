"""Orders (замовлення): the catalogue of services, an application on its way to its end, and both sides of it."""
