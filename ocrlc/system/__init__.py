"""The system: CPU, files, processes, memory, and preparing Paddle's import."""
