"""Documents of one call: which are read, how, by which readers, and where the results go."""
