"""ONNX: making files of it from Paddle's programs, and the engine ONNX Runtime."""
