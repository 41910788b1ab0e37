"""Scripts for developing ocrlc: drawing samples, comparing systems, updating figures in docs."""
