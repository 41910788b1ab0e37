"""Networks in Paddle: one file per architecture, layers shared."""
