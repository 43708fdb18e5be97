"""What those who work at the desk may see, find and tell everybody."""
