"""The learning rate's course, and the averaged weights."""

from __future__ import annotations

import math

import paddle
from paddle import nn

from ocrlc.config import OptimConfig
from ocrlc.inference.weights import Arrays, tensors, to_arrays


def learning_rate(optim: OptimConfig, lines: int, total: int) -> float:
    """Linear warm-up, then cosine down to the final rate, over lines seen."""
    if lines < optim.warmup_lines:
        return optim.lr * (lines + 1) / (optim.warmup_lines + 1)
    done = min(1.0, (lines - optim.warmup_lines) / max(1, total - optim.warmup_lines))
    return optim.final_lr + (optim.lr - optim.final_lr) * 0.5 * (1 + math.cos(math.pi * done))


class Average:
    """Exponential moving average of the weights; running statistics are taken as they are."""

    def __init__(self, model: nn.Layer, decay: float) -> None:
        self.decay = decay
        self.model = model
        self.values = {name: p.clone().detach() for name, p in model.named_parameters()}
        self.pairs = [(self.values[name], p) for name, p in model.named_parameters()]

    @paddle.no_grad()  # type: ignore[untyped-decorator]
    def update(self, step: int) -> None:
        """Move towards the model's weights; faster at the start of a run."""
        decay = min(self.decay, (1 + step) / (10 + step))
        share = paddle.to_tensor(1 - decay)  # made once: Paddle makes one a call of a number
        for average, param in self.pairs:
            average.lerp_(param, share)

    def arrays(self) -> Arrays:
        """The averaged model's whole state."""
        averaged = to_arrays(self.values)
        return {**to_arrays(tensors(self.model)), **averaged}
