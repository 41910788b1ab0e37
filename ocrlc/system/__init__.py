"""The machine: its CPU, files, processes and memory, and Paddle's import."""
