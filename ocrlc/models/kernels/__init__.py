"""Compiled kernels that make training fast on CPUs."""
