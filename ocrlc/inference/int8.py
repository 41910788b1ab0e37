"""Making the int8 variant of a network: its ordinary convolutions multiply 8-bit integers.

The variant is an ONNX file in which the inputs and weights of these convolutions are rounded to 8
bits and back (QDQ, for quantise and dequantise); OpenVINO computes them in integers. Depthwise
convolutions, the first one, the LSTM and the head stay as they are: they would lose accuracy, and
gain little. See docs/decisions/0020-int8.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ocrlc.system.files import atomic_path

if TYPE_CHECKING:
    import onnx

Array = NDArray[np.float32]

NETWORK = "ocrlc.network"
"""Key of the file's property that holds the hash of the network it was made of."""
PREPARED = ("onnx.quant.pre_process", "onnxruntime.quant")
"""Tells ONNX Runtime that it need not advise to prepare the network: it would part operators that
OpenVINO computes as one."""
CONVOLUTION = "Conv"


class _Inputs:
    """Inputs as ONNX Runtime asks for them, one at a time."""

    def __init__(self, name: str, inputs: Iterable[Array]) -> None:
        self._name = name
        self._inputs = iter(inputs)

    def get_next(self) -> dict[str, Array] | None:
        """Return the next input by name; None at the end."""
        x = next(self._inputs, None)
        return None if x is None else {self._name: x}


def write_int8(source: Path, target: Path, inputs: Iterable[Array], network: str) -> None:
    """Write the int8 variant of an ONNX file.

    Args:
        source: the ONNX file of a network with one input.
        target: the file to write.
        inputs: one or more inputs as the network gets them; the values that they lead to are those
            for which 8 bits are laid out.
        network: hash of the network, kept in the file to tell what it was made of.
    """
    # An extra.
    import onnx
    from onnxruntime import quantization

    model = onnx.load(source)
    _name_weights(model.graph)
    onnx.helper.set_model_props(model, dict([PREPARED, (NETWORK, network)]))
    with atomic_path(target) as temporary:
        quantization.quantize_static(
            model,
            temporary,
            _Inputs(model.graph.input[0].name, inputs),
            quant_format=quantization.QuantFormat.QDQ,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_quantize=[node.name for node in _ordinary(model.graph)],
            per_channel=True,
            # 7 bits for weights: without VNNI, sums of two products of 8 bits overflow.
            reduce_range=True,
            # What follows a convolution takes its sums as they are, before they are rounded.
            extra_options={"OpTypesToExcludeOutputQuantization": [CONVOLUTION]},
        )


def _name_weights(graph: onnx.GraphProto) -> None:
    """Make weights of constants, and give every operator a name, as quantising expects them."""
    for number, node in enumerate(list(graph.node)):
        if node.op_type == "Constant":
            tensor = node.attribute[0].t
            tensor.name = node.output[0]
            graph.initializer.append(tensor)
            graph.node.remove(node)
        else:
            node.name = node.name or f"operator.{number}"


def _ordinary(graph: onnx.GraphProto) -> Iterator[Any]:
    """Yield the convolutions that add over channels, but for the one that sees the input."""
    for node in graph.node:
        groups = next((one.i for one in node.attribute if one.name == "group"), 1)
        if node.op_type == CONVOLUTION and groups == 1 and node.input[0] != graph.input[0].name:
            yield node
