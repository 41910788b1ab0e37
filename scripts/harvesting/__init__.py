"""Running text out of Debian packages: readers of their formats, cleaning, balance."""
