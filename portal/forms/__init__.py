"""Forms, a file per area: they read what was typed and show what is wrong with it; rules are the domain's."""
