"""A network's weights as NumPy arrays, and the bundles they are saved in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import paddle
from numpy.typing import NDArray
from paddle import nn
from safetensors.numpy import save

from ocrlc.config import Config
from ocrlc.errors import ModelError
from ocrlc.inference.bundles import CARD, CHARSET, CONFIG, WEIGHTS
from ocrlc.recipes import dump_config
from ocrlc.system.files import write_atomic

Arrays = dict[str, NDArray[np.float32]]


def tensors(model: nn.Layer) -> dict[str, paddle.Tensor]:
    """Return a model's parameters and buffers, each once (`state_dict` lists LSTMs' twice)."""
    kept = model.state_dict()
    buffers = {name: buffer for name, buffer in model.named_buffers() if name in kept}
    return {**dict(model.named_parameters()), **buffers}


def to_arrays(state: dict[str, paddle.Tensor]) -> Arrays:
    """Copy a state dict to NumPy arrays."""
    return {name: np.array(tensor.numpy()) for name, tensor in state.items()}


def load_arrays(model: nn.Layer, arrays: Arrays, source: str) -> None:
    """Load weights into a model after checking every name, shape and type.

    Raises:
        ModelError: a name is missing or unexpected, or a shape or type differs.
    """
    expected = tensors(model)
    if wrong := sorted(expected.keys() ^ arrays.keys()):
        raise ModelError(f"{source}: weights do not fit the architecture: {', '.join(wrong[:4])}")
    for name, tensor in expected.items():
        if list(arrays[name].shape) != list(tensor.shape):
            shapes = f"{list(arrays[name].shape)} instead of {list(tensor.shape)}"
            raise ModelError(f"{source}: {name} has shape {shapes}")
        kinds = str(arrays[name].dtype), str(tensor.dtype).removeprefix("paddle.")
        if kinds[0] != kinds[1]:
            raise ModelError(f"{source}: {name} has type {' instead of '.join(kinds)}")
    for name, tensor in expected.items():
        tensor.set_value(arrays[name])


def save_bundle(folder: Path, weights: Arrays, config: Config, charset: str, card: str) -> None:
    """Write a bundle; each file is replaced atomically, and the weights last."""
    write_atomic(folder / CONFIG, dump_config(config))
    write_atomic(folder / CHARSET, "\n".join(charset) + "\n")
    write_atomic(folder / CARD, card)
    write_atomic(folder / WEIGHTS, save(weights))
