"""Training runs: the trainer, its state, validation and reports."""
