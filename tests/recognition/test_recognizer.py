"""Reading lines: order, batching, odd crops, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError, InputError, ModelError
from ocrlc.inference.bundles import Bundle
from ocrlc.preprocess import line_batch, resize_line
from ocrlc.recognition.batching import MAX_WIDTH
from ocrlc.recognition.recognizer import Recognizer, is_doubtful, sureness
from ocrlc.system.paddle_setup import import_paddle
from tests.support.random_models import noise_crops, random_bundle


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return random_bundle(tmp_path_factory.mktemp("bundle") / "random")


@pytest.fixture(scope="module")
def reader(bundle: Bundle, program_cache: Path) -> Recognizer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(program_cache))
        recognizer = Recognizer(bundle.path, threads=2, precision="fp32", lm=False)
        recognizer.warmup()
    return recognizer


def test_reads_what_the_network_reads(bundle: Bundle, reader: Recognizer) -> None:
    """The oracle is the network in Paddle, a line at a time, padded as documented."""
    paddle = import_paddle()
    from ocrlc.inference.weights import load_arrays
    from ocrlc.models.build import build_recognizer
    from ocrlc.recognition.batching import lay_row, padded_width

    model = build_recognizer(bundle.config.model, bundle.charset.classes)
    load_arrays(model, bundle.weights(), "test")
    model.eval()
    crops = noise_crops(12)
    for crop, reading in zip(crops, reader.recognize(crops), strict=True):
        line = resize_line(crop)
        width = padded_width(line.shape[1])
        x = paddle.to_tensor(line_batch([lay_row([(line, 0)], width)], width))
        with paddle.no_grad():
            probabilities = paddle.nn.functional.softmax(model(x), axis=-1).numpy()[0]
        expected = bundle.charset.greedy_decode(probabilities)
        assert reading.text == expected.text
        assert reading.score == pytest.approx(expected.score, abs=1e-4)


def test_only_allowed_characters_compete(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    """An O that might be a 0 is one; an X that is like no digit is none, not a wrong one."""
    recognizer = Recognizer(bundle.path, threads=1, precision="fp32", lm=False)
    charset = Charset.load("latin")
    recognizer.model = replace(recognizer.model, alphabet=charset)
    steps = [{"1": 0.9, "l": 0.1}, {}, {"O": 0.7, "0": 0.2}, {}, {" ": 0.8}, {}, {"X": 0.9}, {}]
    row = np.zeros((8, charset.classes), np.float32)
    for step, odds in enumerate(steps):
        for character, probability in odds.items():
            row[step, charset.encode(character).classes[0]] = probability
        row[step, 0] = 1 - sum(odds.values())
    monkeypatch.setattr(recognizer, "_run", lambda batch: np.stack([row] * len(batch)))
    crop = np.full((32, 32), 255, np.uint8)
    (free,) = recognizer.recognize([crop])
    assert free.text == "1O X"
    for allow in (("digits",), ("0", "1"), "0123456789"):
        (reading,) = recognizer.recognize([crop], allow=allow)
        assert reading.text.rstrip() == "10"
        assert reading.score == pytest.approx((0.9 + 0.2 + 0.8) / 3)
    (line,) = recognizer.read_lines([crop], allow=("digits",))
    assert (line.decoded.text, line.result.text) == ("1O X", "10 ")


def test_characters_that_the_model_cannot_read_are_named(reader: Recognizer) -> None:
    with pytest.raises(ConfigError, match="cannot read 漢"):
        reader.recognize(noise_crops(1), allow=("a漢",))
    assert reader.recognize(noise_crops(1), allow=("amount", "b"))


def test_long_lines_are_restricted_too(reader: Recognizer) -> None:
    wide = np.random.default_rng(0).integers(0, 255, (32, 3 * MAX_WIDTH), np.uint8)
    (free,) = reader.read_lines([wide])
    allow = "".join(set(free.decoded.text[::2]) - {" "})[1:]
    (line,) = reader.read_lines([wide], allow=(allow,))
    assert line.decoded == free.decoded
    assert set(free.decoded.text) - {*allow, " "}
    assert line.result.text
    assert not set(line.result.text) - {*allow, " "}


def test_order_and_company_do_not_matter(reader: Recognizer) -> None:
    crops = noise_crops(30)
    alone = [reader.recognize([crop])[0] for crop in crops]
    assert len({reading.text for reading in alone}) > 20, "the crops must be told apart"
    order = np.random.default_rng(1).permutation(len(crops))
    together = reader.recognize([crops[i] for i in order])
    for i, reading in zip(order, together, strict=True):
        assert reading.text == alone[i].text
        assert reading.score == pytest.approx(alone[i].score, abs=1e-4)


def test_lines_of_no_page_are_read_each_for_itself(bundle: Bundle, reader: Recognizer) -> None:
    """A model trained on strips lays lines of a page side by side, and only those."""
    crops = noise_crops(12)
    alone = reader.recognize(crops)
    shelf = Recognizer(bundle.path, threads=2, precision="fp32", lm=False)
    shelf.model = replace(shelf.model, strips=True)
    together = shelf.recognize(crops)
    assert max(abs(a.score - b.score) for a, b in zip(alone, together, strict=True)) > 1e-3
    assert shelf.recognize(crops, together=False) == alone


def test_a_line_in_doubt_is_read_wider_too_and_the_surer_text_kept(
    reader: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    crops = noise_crops(12)
    plain = reader.read_lines(crops, together=False)
    assert any(is_doubtful(line.decoded) for line in plain)
    model = reader.model
    # What a look at this width shows, as if all crops were wider.
    monkeypatch.setattr(reader, "model", replace(model, stretch=1.25 * model.stretch))
    wider = reader.read_lines(crops, together=False)
    monkeypatch.setattr(reader, "model", replace(model, second_look=1.25))
    found = reader.read_lines(crops, together=False)
    for line, before, other in zip(found, plain, wider, strict=True):
        if not is_doubtful(before.decoded):
            assert line == before
        else:
            assert line == max(before, other, key=lambda one: sureness(one.decoded))
    assert found != plain


def test_only_models_of_many_widths_look_twice(reader: Recognizer) -> None:
    assert reader.model.second_look is None
    assert (Recognizer("lcnet-latin", threads=1).model.second_look or 0) > 1


def test_plain_kernels_read_the_same(bundle: Bundle, reader: Recognizer) -> None:
    crops = noise_crops(8, seed=5)
    plain = Recognizer(bundle.path, threads=1, onednn=False, precision="fp32", lm=False).recognize(
        crops
    )
    for a, b in zip(plain, reader.recognize(crops), strict=True):
        assert a.text == b.text
        assert a.score == pytest.approx(b.score, abs=1e-3)


def test_shared_between_threads(reader: Recognizer) -> None:
    pages = [noise_crops(8, seed) for seed in range(6)]
    expected = [reader.recognize(page) for page in pages]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(reader.recognize, pages * 3)) == expected * 3


@pytest.mark.parametrize("shape", [(0, 0), (0, 10), (20, 0), (1, 300), (300, 1), (0, 5, 3)])
def test_crops_without_room_for_text_are_empty(reader: Recognizer, shape: tuple[int, ...]) -> None:
    crops = noise_crops(2)
    readings = reader.recognize([crops[0], np.zeros(shape, np.uint8), crops[1]])
    assert (readings[1].text, readings[1].score) == ("", 0.0)
    assert [readings[0], readings[2]] == reader.recognize(crops)


def test_nothing_to_read(reader: Recognizer) -> None:
    assert reader.recognize([]) == []


@pytest.mark.parametrize(
    "crop", [np.zeros((9, 9)), np.zeros(9, np.uint8), np.zeros((9, 9, 2), np.uint8), None]
)
def test_what_is_no_image_is_an_error(reader: Recognizer, crop: object) -> None:
    with pytest.raises(InputError, match="crop 0"):
        reader.recognize([crop])  # type: ignore[list-item]


def test_very_long_lines_are_read_to_their_end() -> None:
    """Cut into overlapping pieces, with nothing lost or doubled at the seams."""
    words = [f"{n * 137 % 1000:03d}" for n in range(60)]
    image = np.full((40, 60 * 76 + 20), 255, np.uint8)
    cv2.putText(image, " ".join(words), (10, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    reading = Recognizer("lcnet-latin").read_lines([image])[0]
    assert reading.width > 2 * MAX_WIDTH
    read = reading.decoded.text.split()
    assert len(read) == 60
    assert sum(a == b for a, b in zip(read, words, strict=True)) >= 57


def test_errors(tmp_path: Path, bundle: Bundle) -> None:
    with pytest.raises(ModelError, match="bundled are"):
        Recognizer("no-such-model")
    with pytest.raises(ConfigError, match="at least 1"):
        Recognizer(bundle.path, threads=0)
    with pytest.raises(ConfigError, match="auto, fp32, bf16"):
        Recognizer(bundle.path, precision="fp64")
