"""Inference: programs on disk, the engines that run them, and model bundles."""
