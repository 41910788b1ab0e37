"""Recipes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocrlc.config import Config
from ocrlc.errors import ConfigError
from ocrlc.inference.bundles import find_bundle
from ocrlc.recipes import dump_config, load_config, parse_config
from ocrlc.system.resources import config_files


@pytest.mark.parametrize("name", sorted(config_files()))
def test_bundled_recipes_are_valid_and_survive_a_round_trip(name: str, tmp_path: Path) -> None:
    config = load_config(name)
    path = tmp_path / "copy.yml"
    path.write_text(dump_config(config), encoding="utf-8")
    assert load_config(str(path)) == config


@pytest.mark.parametrize("name", sorted(config_files()))
def test_one_override_swaps_the_backbone_of_any_recipe(name: str) -> None:
    before = load_config(name)
    other = "pplcnet" if before.model.backbone.name == "mobilenet_v3" else "mobilenet_v3"
    config = load_config(name, [f"model.backbone.name={other}"])
    assert config.model.backbone.name == other
    assert config.model.backbone.scale == before.model.backbone.scale
    assert config.model.backbone.layout == before.model.backbone.layout
    assert config.data == before.data


STRATEGIES = sorted(name for name in config_files() if name.startswith("strategies/"))


@pytest.mark.parametrize("name", STRATEGIES)
def test_strategies_differ_from_the_whole_in_one_option(name: str) -> None:
    classifies = name.startswith("strategies/classifier_")
    whole = load_config("line_orientation.yml" if classifies else "rec_lcnet_small.yml")
    without = load_config(name)
    one, other = whole.model.model_dump(), without.model.model_dump()
    options = {**one.pop("backbone"), **one}, {**other.pop("backbone"), **other}
    assert len([key for key in options[0] if options[0][key] != options[1][key]]) == 1
    train = without.train.model_copy(update={"output_dir": whole.train.output_dir})
    assert without.model_copy(update={"model": whole.model, "train": train}) == whole


@pytest.mark.parametrize(
    ("name", "override", "message"),
    [
        ("rec_lcnet.yml", "model.backbone.layout=image", "no time steps"),
        ("rec_lcnet.yml", "model.wide=0", r"model.*wide; valid here: .*neck"),
        ("line_orientation.yml", "model.neck.hidden=64", r"model.*neck; valid here: .*wide"),
        ("line_orientation.yml", "data.strips=0.5", "this model is a classifier"),
        ("line_orientation.yml", "model.family=finder", "classifier"),
        ("line_orientation.yml", "model.family=detector", r"model.*wide; valid here: .*boxes"),
        ("det_lcnet.yml", "model.backbone.layout=early", "early is for lines"),
        ("det_lcnet.yml", "data.train.0.kind=synthetic", "needs pages or drawn_pages"),
        ("rec_lcnet.yml", "data.train.0.kind=drawn_pages", "needs labels or synthetic"),
        ("det_lcnet.yml", "data.strips=0.5", "this model is a detector"),
        ("det_lcnet.yml", "model.boxes.unclip=2", "did you mean unclip_ratio"),
    ],
)
def test_families_have_their_own_options(name: str, override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(name, [override])


def test_options_the_other_backbone_lacks_are_dropped() -> None:
    values = {"model": {"backbone": {"name": "pplcnet", "se": {"blocks": 1}, "scale": 0.5}}}
    config = parse_config(values, ["model.backbone.name=mobilenet_v3"])
    assert config.model.backbone.scale == 0.5


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("optim.lrr=1", r"optim\.lrr, did you mean lr\?.*weight_decay"),
        ("model.backbone.scal=1", r"key model\.backbone\.scal, did you mean scale\?"),
        ("data.train.0.weigth=1", r"key data\.train\.0\.weigth, did you mean weight\?"),
        ("model.backbone.name=[]", r"model\.backbone"),
        ("data.train=[]", r"data\.train: .*at least 1"),
        ("data.validation=[]", r"data\.validation: .*at least 1"),
        ("data.max_width=2000", r"data\.max_width: .*1280"),
        ("data.train.0={kind: labels}", r"data\.train\.0\.labels: Field required"),
        ("data.train.0={kind: labels, labels: a, include: '['}", r"include: .*regular expression"),
        ("optim.lr=.inf", r"optim\.lr: .*finite"),
        ("optimm.lr=1", r"optimm.*optim"),
        ("model.backbone.name=resnet", r"pplcnet"),
        ("optim.lr=-1", r"optim\.lr.*greater than 0"),
        ("optim.lr", r"key\.path=value"),
        ("data.train.7.weight=1", r"index below"),
        ("optim.lr.x=1", r"value, not a section"),
    ],
)
def test_typos_are_errors_that_name_the_mend(override: str, message: str) -> None:
    values = {"optim": {"lr": 0.1}, "data": {"train": [{"kind": "synthetic"}]}}
    with pytest.raises(ConfigError, match=message):
        parse_config(values, [override])


def test_a_path_goes_before_a_bundled_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = sorted(config_files())[0]
    (tmp_path / name).write_text("train: {lines: 7}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_config(name).train.lines == 7


def test_missing_recipe_lists_the_bundled() -> None:
    with pytest.raises(ConfigError, match="rec_lcnet_latin.yml"):
        load_config("nope.yml")


@pytest.mark.parametrize("text", ["a: [", "- 1", "\x00"])
def test_what_is_no_recipe_is_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="bad.yml"):
        load_config(str(path))


def test_defaults_are_a_valid_recipe() -> None:
    assert parse_config({}) == Config()


def test_fine_tuning_fits_the_bundle_it_starts_from() -> None:
    recipe = load_config("rec_lcnet_finetune.yml")
    bundle = find_bundle(recipe.train.init_from or "").config
    assert recipe.model == bundle.model
    assert recipe.charset == bundle.charset
    assert recipe.train.space_factor == bundle.train.space_factor
    assert recipe.data.strips == bundle.data.strips
    parts = [s.part for s in (*recipe.data.train, *recipe.data.validation) if s.kind == "labels"]
    assert parts == ["train", "held_out"]
