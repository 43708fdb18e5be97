"""What goes to and fro between the portal and the billing base: CSV files in, accepted readings out."""
