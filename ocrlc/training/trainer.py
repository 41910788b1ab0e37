"""The trainer: one loop for one process or several, resumable at any step."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import paddle

from ocrlc.charset import Charset
from ocrlc.config import Config
from ocrlc.datasets.loader import AnyBatch, ChunkLoader
from ocrlc.errors import ConfigError, InputError
from ocrlc.inference.weights import Arrays, load_arrays, save_bundle, tensors, to_arrays
from ocrlc.models.build import build_model
from ocrlc.models.kernels import autograd
from ocrlc.system.processes import signals_handled
from ocrlc.training import parallel, state
from ocrlc.training.losses import LOSSES
from ocrlc.training.model_card import model_card
from ocrlc.training.parallel import Exchange
from ocrlc.training.schedule import Average, learning_rate
from ocrlc.training.state import Progress
from ocrlc.training.validation import Judge, standing

logger = logging.getLogger(__name__)

Callback = Callable[[Mapping[str, Any]], None]
IDLE_LINES = 10_000
"""Number of successive unusable lines after which training ends with an error."""
SKIPPED_STEPS = 50
"""Number of successive steps without a finite gradient after which training ends with an error."""


class Interrupted(KeyboardInterrupt):
    """Training was stopped by a signal, after saving its state.

    Args:
        run: folder of the run.
    """

    def __init__(self, run: Path) -> None:
        super().__init__(f"interrupted; saved, go on with: ocrlc train --resume {run}")


class Trainer:
    """Trains one recogniser, classifier or detector.

    Args:
        config: the recipe.
        run: the run's folder.
        charset: the characters of the lines.
        rank: number of this process.
        procs: number of processes.
    """

    def __init__(
        self, config: Config, run: Path, charset: Charset, rank: int = 0, procs: int = 1
    ) -> None:
        self.config, self.run, self.charset = config, run, charset
        self.rank, self.procs = rank, procs
        paddle.seed(config.train.seed)
        self.model = build_model(config.model, charset.classes)
        if autograd.training_precision(config.train.precision) == "bf16":
            autograd.use_bf16(self.model)
        self.optimizer = paddle.optimizer.AdamW(
            learning_rate=config.optim.lr,
            parameters=self.model.parameters(),
            weight_decay=config.optim.weight_decay,
            apply_decay_param_fun=self._decayed().__contains__,
        )
        self.average = Average(self.model, config.optim.ema_decay)
        self.start: Arrays = {}
        self.space_offset = self._space_offset()
        self.progress = Progress(positions=tuple((i, 0) for i in range(procs)))
        self.stop = False
        self.skipped = 0

    def _decayed(self) -> frozenset[str]:
        return frozenset(p.name for p in self.model.parameters() if len(p.shape) > 1)

    def _space_offset(self) -> paddle.Tensor | None:
        """Return what is subtracted from the logits in the loss, to raise the odds of the space.

        The network then learns a logit for the space that is higher by this amount (logit
        adjustment, arXiv 2007.07314). None for a factor of 1 or a charset without a space.
        """
        factor = self.config.train.space_factor
        if factor == 1 or " " not in self.charset.characters:
            return None
        offset = np.zeros(self.charset.classes, np.float32)
        offset[self.charset.characters.index(" ") + 1] = math.log(factor)
        return paddle.to_tensor(offset)

    def initialise(self, arrays: Arrays) -> None:
        """Start from given weights."""
        load_arrays(self.model, arrays, "init_from")
        self.average = Average(self.model, self.config.optim.ema_decay)
        if self.config.train.keep_start:
            self.start = self.average.arrays()

    def resume(self) -> None:
        """Continue from the run's saved state."""
        groups, progress = state.load_state(self.run)
        load_arrays(self.model, groups["model"], str(self.run))
        state.load_optimizer(self.optimizer, self.model, groups.get("optimizer", {}))
        for name, value in groups["average"].items():
            self.average.values[name].set_value(value)
        self.start = groups.get("start", {})
        if len(progress.positions) != self.procs:
            # another number of processes: continue with the first chunk that none has begun
            following = max(chunk for chunk, _ in progress.positions) + 1
            progress = replace(
                progress, positions=tuple((following + i, 0) for i in range(self.procs))
            )
        self.progress = progress

    def train(self, validator: Judge | None, report: Callback) -> Progress:
        """Train on as many lines as the recipe says.

        Args:
            validator: validates the averaged weights; None in processes other than the first.
            report: called with every record for metrics.jsonl.

        Raises:
            Interrupted: training was stopped by a signal; the state was saved.
        """
        self.model.train()
        if self.config.train.compare_start and self.progress.step == 0:
            self._validate(validator, report)
        # Before this point there is nothing to save, and a signal ends the process at once.
        with signals_handled(self._stop):
            self._loop(validator, report)
        return self.progress

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop = True

    def _loop(self, validator: Judge | None, report: Callback) -> None:
        total = self.config.train.lines
        saved = started = time.monotonic()
        before = self.progress.seconds
        batches = self._batches()
        while self.progress.lines < total:
            position, batch = next(batches)
            rate = learning_rate(self.config.optim, self.progress.lines, total)
            self.optimizer.set_lr(rate)
            done = self.step(batch)
            old = self.progress.lines
            positions = list(self.progress.positions)
            positions[self.rank] = position
            self.progress = replace(
                self.progress,
                step=self.progress.step + 1,
                lines=old + done.lines,
                seconds=before + time.monotonic() - started,
                positions=tuple(positions),
            )
            if self.rank == 0 and math.isfinite(done.loss):
                report(self._record(done, rate))
            every = self.config.train.validate_lines
            last = self.progress.lines >= total
            if self.progress.lines // every > old // every or last:
                self._validate(validator, report)
            due = time.monotonic() - saved > self.config.train.checkpoint_seconds
            if parallel.agree(due, self.procs) or done.stop or last:
                self._save()
                saved = time.monotonic()
            if done.stop and not last:
                raise Interrupted(self.run)

    def _batches(self) -> Iterator[tuple[tuple[int, int], AnyBatch]]:
        """Yield batches, each with the position in the data after it.

        Raises:
            InputError: the data contain nothing usable.
        """
        chunk, done = self.progress.positions[self.rank]
        idle = 0
        loader = ChunkLoader(self.config, self.charset, chunk, self.procs)
        try:
            for batches in loader:
                idle = 0 if batches else idle + self._lines_due(chunk)
                if idle >= IDLE_LINES:
                    raise InputError(
                        f"data.train: none of the last {idle} {_unusable(self.config)}"
                    )
                for i, batch in enumerate(batches):
                    if i >= done:
                        ended = i + 1 == len(batches)
                        after = (chunk + self.procs, 0) if ended else (chunk, i + 1)
                        yield after, batch
                chunk, done = chunk + self.procs, 0
        finally:
            loader.close()

    def _lines_due(self, chunk: int) -> int:
        """Return the number of lines expected in a chunk; 0 while long ones are dropped."""
        lines = self.config.data.chunk
        return lines if chunk * lines >= self.config.train.curriculum_lines else 0

    def step(self, batch: AnyBatch) -> Exchange:
        """Train on one batch."""
        # Dropout must not depend on whether the run was interrupted before.
        paddle.seed(self.config.train.seed + self.procs * self.progress.step + self.rank)
        loss = self.loss(batch)
        loss.backward()
        done: Exchange = parallel.exchange(
            self.model.parameters(),
            loss=float(loss),
            lines=len(batch),
            stop=self.stop,
            clip_norm=self.config.optim.clip_norm,
            procs=self.procs,
        )
        if math.isfinite(done.norm):
            self.optimizer.step()
            self.average.update(self.progress.step)
            self.skipped = 0
        else:
            logger.warning("step %d: gradient is not finite, step skipped", self.progress.step)
            self.skipped += 1
            if self.skipped >= SKIPPED_STEPS:
                raise ConfigError(
                    f"{self.skipped} gradients in a row are not finite: lower optim.lr "
                    f"({self.config.optim.lr:g}) and train again"
                )
        self.optimizer.clear_grad(set_to_zero=False)
        return done

    def loss(self, batch: AnyBatch) -> paddle.Tensor:
        """Return the loss, summed over the batch's lines or crops."""
        logits = self.model(paddle.to_tensor(batch.inputs()))
        if self.space_offset is not None:
            logits = logits - self.space_offset
        return LOSSES[self.config.model.family](logits, batch)

    def weights(self) -> Arrays:
        """Return the weights to validate and save: the average, mixed with the starting weights.

        Source: weight-space ensembles of fine-tuned models, arXiv 2109.01903.
        """
        kept = self.config.train.keep_start
        weights = self.average.arrays()
        for name, value in self.start.items():
            weights[name] = (1 - kept) * weights[name] + kept * value
        return weights

    def _gather(self) -> None:
        positions = parallel.gather(self.model, self.progress.positions[self.rank], self.procs)
        self.progress = replace(self.progress, positions=positions)

    def _validate(self, validator: Judge | None, report: Callback) -> None:
        self._gather()
        if validator is None:
            return
        weights = self.weights()
        metrics = validator.judge(weights)
        record = {"step": self.progress.step, "lines": self.progress.lines, **metrics}
        report(record)
        reached = standing(metrics, self.config.train.best_by)
        if reached < self.progress.best:
            self.progress = replace(self.progress, best=reached)
            self._save_bundle("best", weights, record)

    def _save(self) -> None:
        self._gather()
        if self.rank:
            return
        groups = {
            "model": to_arrays(tensors(self.model)),
            "average": to_arrays(self.average.values),
            "optimizer": state.optimizer_arrays(self.optimizer, self.model),
            "start": self.start,
        }
        state.save_state(self.run, groups, self.progress)
        self._save_bundle("last", self.weights(), {"lines": self.progress.lines})

    def _save_bundle(self, name: str, weights: Arrays, record: Mapping[str, Any]) -> None:
        folder = self.run / name
        card = model_card(f"{self.run.name}/{name}", self.config, record, self.procs)
        save_bundle(folder, weights, self.config, self.charset.characters, card)

    def _record(self, done: Exchange, rate: float) -> dict[str, Any]:
        return {
            "step": self.progress.step,
            "lines": self.progress.lines,
            "loss": round(done.loss, 4),
            "norm": round(done.norm, 3),
            "lr": rate,
            "seconds": round(self.progress.seconds, 1),
        }


def _unusable(config: Config) -> str:
    if config.model.family == "detector":
        return "crops can be cut; check the pages' images"
    return f"lines can be used; raise data.max_width ({config.data.max_width}) or fix the labels"
