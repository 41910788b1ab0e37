"""Training recipes that `--config NAME.yml` finds."""
