"""Measuring models: error rates, detection metrics, benchmarks of speed."""
