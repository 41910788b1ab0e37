"""How well and how fast models read: error rates, box metrics, benchmarks."""
