"""Measuring the cost under oneDNN and the benefit of each of PP-LCNet's strategies."""
