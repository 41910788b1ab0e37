"""The operators of networks: Paddle runs no program that has any other.

A program in Paddle's form may be more than a network. There are operators that write files, call
Python, or talk to other machines, and a foreign model's program could have them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ocrlc.system.paddle_setup import paddle_library

_KINDS = {
    "what is given, taken and constant": (
        "p parameter data feed fetch shadow_output constant full full_like full_with_tensor "
        "full_int_array full_batch_size_like fill_constant fill_constant_batch_size_like "
        "fill_any_like fill_zeros_like assign assign_value assign_out set_value "
        "set_value_with_tensor share_data memcpy memcpy_h2d memcpy_d2h zeros ones zeros_like "
        "ones_like eye arange range linspace"
    ),
    "layers": (
        "conv2d depthwise_conv2d conv2d_transpose depthwise_conv2d_transpose "
        "conv2d_transpose_bias conv1d conv3d deformable_conv pool2d max_pool2d_with_index "
        "batch_norm sync_batch_norm layer_norm group_norm instance_norm rms_norm fc mul matmul "
        "matmul_v2 bmm mv dot addmm linear_v2 embedding lookup_table lookup_table_v2 rnn lstm "
        "gru cudnn_lstm dropout scaled_dot_product_attention flash_attn"
    ),
    "element by element": (
        "add subtract multiply divide floor_divide remainder maximum minimum fmax fmin "
        "elementwise_pow elementwise_add elementwise_sub elementwise_mul elementwise_div "
        "elementwise_max elementwise_min elementwise_floordiv elementwise_mod scale pow square "
        "sqrt rsqrt exp expm1 log log2 log10 log1p abs sign floor ceil round trunc reciprocal "
        "sin cos tan asin acos atan sinh cosh erf clip cast relu relu6 leaky_relu prelu elu "
        "selu celu gelu silu swish mish sigmoid logsigmoid hardsigmoid hard_sigmoid hardswish "
        "hard_swish hardtanh tanh softplus softsign softmax log_softmax equal not_equal "
        "less_than less_equal greater_than greater_equal logical_and logical_or logical_not "
        "logical_xor bitwise_and bitwise_or bitwise_not where where_index nonzero isnan isinf "
        "isfinite increment add_n sum"
    ),
    "over elements": (
        "mean sum max min prod any all amax amin reduce_mean reduce_sum reduce_max reduce_min "
        "reduce_prod reduce_any reduce_all argmax argmin arg_max arg_min argsort topk top_k "
        "top_k_v2 cumsum cumprod logsumexp norm p_norm l2_normalize squared_l2_norm "
        "multiclass_nms3"
    ),
    "shapes": (
        "shape shape64 size numel reshape reshape2 transpose transpose2 squeeze squeeze2 "
        "unsqueeze unsqueeze2 flatten flatten2 flatten_contiguous_range slice strided_slice "
        "concat split split_with_num stack unstack unbind combine expand expand_v2 expand_as "
        "expand_as_v2 broadcast_to broadcast_tensors tile pad pad2d pad3d crop roll flip "
        "reverse gather gather_nd scatter scatter_nd_add index_select index_sample index_put "
        "take_along_axis masked_select masked_fill one_hot one_hot_v2 tril triu tril_triu "
        "meshgrid unfold fold pixel_shuffle pixel_unshuffle shuffle_channel channel_shuffle "
        "space_to_depth nearest_interp nearest_interp_v2 bilinear_interp bilinear_interp_v2 "
        "bicubic_interp bicubic_interp_v2 linear_interp linear_interp_v2 grid_sample "
        "affine_grid"
    ),
    "steps that depend on what was computed": (
        "while if yield conditional_block conditional_block_infer select_input select_output "
        "write_to_array read_from_array lod_array_length array_length array_read array_write "
        "array_to_tensor tensor_array_to_tensor create_array slice_array slice_array_dense "
        "stack_push stack_create"
    ),
}
OPERATORS = frozenset(name for names in _KINDS.values() for name in names.split())
"""Names of operators, old and new, that compute and do nothing else."""
_NAME = re.compile(r"(?:\d+\.)?(\w+?)_*")
"""In the new form, an operator's name has its dialect before it, and `_` after it if it works in
place."""


def foreign_operators(program: Path) -> list[str]:
    """Return the names of a program's operators that are not in `OPERATORS`.

    Args:
        program: `.json` or, in the legacy form, `.pdmodel`.

    Raises:
        ValueError: the file is damaged.
        OSError: the file cannot be read.
    """
    names = _names(program) if program.suffix == ".json" else _legacy_names(program)
    return sorted({name for name in names if _plain(name) not in OPERATORS})


def _plain(name: str) -> str:
    match = _NAME.fullmatch(name)
    return match[1] if match else name


def _names(program: Path) -> Iterator[str]:
    """Yield the names in a `.json`, those in the branches of others included."""
    try:
        waiting: list[Any] = [json.loads(program.read_bytes())["program"]]
        while waiting:
            part = waiting.pop()
            for region in part.get("regions", ()):
                for block in region["blocks"]:
                    for operator in block["ops"]:
                        yield str(operator["#"])
                        waiting.append(operator)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"no program: {error}") from error


def _legacy_names(program: Path) -> Iterator[str]:
    try:
        description = paddle_library().ProgramDesc(program.read_bytes())
    except RuntimeError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    for number in range(description.num_blocks()):
        block = description.block(number)
        for index in range(block.op_size()):
            yield block.op(index).type()
