"""What can be asked about outages, a file each; ``base`` is what all of them look like from outside."""
