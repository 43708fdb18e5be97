"""Files of people: how they come, what is taken, what is made of them, and what they belong to."""
