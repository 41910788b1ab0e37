"""The guide for Spark and Dask, run as it stands on files of a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset as data_sets
import pytest

from ocrlc.writers.arrow import FILES

ROOT = Path(__file__).parents[2]
SPARK, DASK = re.findall(
    r"^```python\n(.*?)^```$",
    (ROOT / "docs/spark-and-dask.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
SESSION = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
"""


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    shutil.copy(ROOT / "data/samples/receipt.jpg", folder / "a.pdf")
    (folder / "b.pdf").write_text("no document")
    return folder


def run(code: str, scans: Path) -> dict[str, dict[str, object]]:
    """Run a program of the guide, and return the rows that it wrote by the files' names."""
    out = scans.with_name("texts")
    for place, folder in {"scans": scans, "texts": out}.items():
        code = re.sub(rf"s3a?://{place}/", f"{folder}/", code)
    assert "s3" not in code
    program = scans.with_name("program.py")
    program.write_text(code)
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=1200, env=environment
    )
    assert done.returncode == 0, done.stderr
    found = data_sets.dataset(list(map(str, out.glob("*.parquet")))).to_table()
    assert found.schema.remove_metadata() == FILES
    return {Path(str(row["path"])).name: row for row in found.to_pylist()}


def check(rows: dict[str, dict[str, object]]) -> None:
    assert set(rows) == {"a.pdf", "b.pdf"}
    assert rows["a.pdf"]["error"] is None
    assert "28.01" in rows["a.pdf"]["pages"][0]["text"]
    assert "not an image or PDF" in rows["b.pdf"]["error"]
    assert rows["b.pdf"]["pages"] == []


@pytest.mark.slow
def test_dask(scans):
    pytest.importorskip("dask.dataframe", reason="needs dask: pip install 'dask[dataframe]'")
    check(run(DASK, scans))


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_spark(scans):
    pytest.importorskip("pyspark", reason="needs pyspark, and Java: pip install pyspark")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java")
    check(run(SESSION + SPARK, scans))
