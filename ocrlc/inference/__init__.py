"""Networks at work: programs on disk, the engines that run them, and bundles of weights."""
