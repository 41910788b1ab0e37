"""Loading a server until it shows what it does then."""
