"""Parquet: a table with a row a page, which pandas, DuckDB, Spark and Polars read."""

from __future__ import annotations

from ocrlc.results import Pages
from ocrlc.writers.output_format import OutputFormat

GROUP = 100
"""Rows of a row group: readers take a file group by group, and writing holds one in memory."""


def write(document: Pages) -> bytes:
    """Return a Parquet file with the columns of `ocrlc.writers.arrow.PAGES`, a row a page."""
    import pyarrow as pa  # an extra
    import pyarrow.parquet as pq

    from ocrlc.writers.arrow import PAGES, page_row

    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, PAGES, compression="zstd") as writer:
        for start in range(0, len(document.pages), GROUP):
            rows = [page_row(page) for page in document.pages[start : start + GROUP]]
            writer.write_table(pa.Table.from_pylist(rows, PAGES))
    content: bytes = sink.getvalue().to_pybytes()
    return content


FORMAT = OutputFormat(
    name="parquet",
    title="Parquet",
    description="a table for data programs, a row per page with its lines and words",
    write=write,
    ending=".parquet",
    media_type="application/vnd.apache.parquet",
    is_binary=True,
    package="pyarrow",
)
