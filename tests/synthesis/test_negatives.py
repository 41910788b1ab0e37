"""Crops without text are drawn in the share asked for, and carry an empty label."""

from __future__ import annotations

import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.config import SyntheticSource
from ocrlc.datasets.batches import collate, make_sample
from ocrlc.datasets.sources import SyntheticLines
from ocrlc.synthesis import LineSynthesizer


def test_share_of_lines_has_no_text() -> None:
    synthesizer = LineSynthesizer("abcdefgh ", negatives=0.25)

    texts = [synthesizer.line(seed).text for seed in range(200)]

    assert 30 <= texts.count("") <= 70


def test_none_are_drawn_unless_asked_for() -> None:
    synthesizer = LineSynthesizer("abcdefgh ")

    assert all(synthesizer.line(seed).text for seed in range(50))


def test_negatives_become_samples_without_classes() -> None:
    charset = Charset.load("latin")
    source = SyntheticSource(kind="synthetic", negatives=0.99)
    drawn = [SyntheticLines(source, charset).draw(index, 0) for index in range(8)]

    samples = [make_sample(image, text, charset, 1280) for image, text in drawn if not text]
    batch = collate([sample for sample in samples if sample])

    assert batch.texts == ("",) * len(batch)
    assert batch.lengths.tolist() == [0] * len(batch)


def test_loss_of_a_negative_is_that_of_blanks_alone() -> None:
    paddle = pytest.importorskip("paddle")
    from ocrlc.training.losses import ctc_loss

    charset = Charset.load("digits")
    sample = make_sample(np.full((32, 64), 200, np.uint8), "", charset, 1280)
    assert sample is not None
    logits = paddle.randn([2, 8, charset.classes])
    logits.stop_gradient = False

    loss = ctc_loss(logits, collate([sample, sample]))
    loss.backward()

    blanks = paddle.nn.functional.log_softmax(logits, -1)[:, :, 0]
    assert float(loss) == pytest.approx(-float(blanks.sum()), rel=1e-4)
    assert float(logits.grad[:, :, 0].max()) < 0
