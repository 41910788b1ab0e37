"""The learning rate schedule, and the moving average of the weights."""

from __future__ import annotations

import math

import paddle
from paddle import nn

from ocrlc.config import OptimConfig
from ocrlc.inference.weights import Arrays, tensors, to_arrays


def learning_rate(optim: OptimConfig, lines: int, total: int) -> float:
    """Return the learning rate: linear warm-up, then cosine decay to the final rate.

    Args:
        optim: the recipe's section `optim`.
        lines: number of lines trained on so far.
        total: number of lines of the whole run.
    """
    if lines < optim.warmup_lines:
        return optim.lr * (lines + 1) / (optim.warmup_lines + 1)
    done = min(1.0, (lines - optim.warmup_lines) / max(1, total - optim.warmup_lines))
    return optim.final_lr + (optim.lr - optim.final_lr) * 0.5 * (1 + math.cos(math.pi * done))


class Average:
    """Exponential moving average of the weights; batch norm's statistics are not averaged."""

    def __init__(self, model: nn.Layer, decay: float) -> None:
        self.decay = decay
        self.model = model
        self.values = {name: p.clone().detach() for name, p in model.named_parameters()}
        self.pairs = [(self.values[name], p) for name, p in model.named_parameters()]

    @paddle.no_grad()  # type: ignore[untyped-decorator]
    def update(self, step: int) -> None:
        """Move the average towards the model's weights, faster at the start of a run."""
        decay = min(self.decay, (1 + step) / (10 + step))
        share = paddle.to_tensor(1 - decay)  # converted once, not in every call below
        for average, param in self.pairs:
            average.lerp_(param, share)

    def arrays(self) -> Arrays:
        """Return all weights and statistics of the averaged model."""
        averaged = to_arrays(self.values)
        return {**to_arrays(tensors(self.model)), **averaged}
