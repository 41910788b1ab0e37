"""PP-LCNet's strategies: what they cost under oneDNN, and what they bring."""
