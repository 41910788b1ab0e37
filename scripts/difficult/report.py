"""How many lines of difficult pages detectors find, as Markdown tables."""

from __future__ import annotations

from typing import Any

from ocrlc.evaluation.speed.benchmark_report import markdown_table
from scripts.difficult.causes import CAUSES

KINDS = {
    "forms": "forms with rules and boxes",
    "tables": "tables tight to their rules",
    "tickets": "tickets",
    "interfaces": "user interfaces with icons",
    "slides": "slides",
    "newspapers": "newspapers with narrow gutters",
    "letters": "letters with stamps and signatures",
    "headings": "large headings beside 6-pt print",
    "turned": "text turned by 90° beside upright text",
    "charts": "axes of charts",
    "inverse": "inverse and coloured text",
    "photographs": "text over photographs",
    "marks": "page numbers, single characters in cells",
    "leaders": "leaders",
    "listings": "program listings",
}
"""Kinds of pages that have lines, and what they are called."""

LOOKS = {
    "plain": "as drawn",
    "scan": "scanned",
    "fax": "faxed",
    "photo": "photographed",
    "screen": "on a screen",
}

NAMES = {
    "lcnet-det": "**lcnet-det**",
    "ppocrv4-mobile": "PP-OCRv4 mobile",
    "ppocrv6-small": "PP-OCRv6 small",
}

Row = dict[str, Any]


def coverage(result: Row) -> str:
    """Return the share of lines covered, in percent, by kind and by look."""
    found = list(result["detectors"].values())
    heads = [NAMES.get(name, name) for name in result["detectors"]]
    rows = [["coverage in percent", "pages", "lines", *heads]]
    for groups in (KINDS, LOOKS, {"all": "**all**"}):
        for group, words in groups.items():
            first = found[0][group]
            cells = map(_share, (each[group] for each in found))
            rows.append([words, str(first["pages"]), str(first["true"]), *cells])
    return markdown_table(rows)


def _share(counts: Row) -> str:
    return f"{100 * counts['covered'] / counts['true']:.1f}" if counts["true"] else "–"


def faults(result: Row) -> str:
    """Return what becomes of lines that are not covered, and what is found where there is none."""
    heads = ["Hmean at IoU 0.5", "lines not covered", *CAUSES.values()]
    rows = [[f"{result['pages']} pages", *heads, "boxes on pages without text"]]
    for name, groups in result["detectors"].items():
        one = groups["all"]
        hmean = 200 * one["matched"] / (one["true"] + one["predicted"])
        reasons = (one["causes"][cause] for cause in CAUSES)
        counts = (one["true"] - one["covered"], *reasons, groups["blank"]["predicted"])
        cells = map(str, counts)
        rows.append([NAMES.get(name, name), f"{hmean:.1f}", *cells])
    return markdown_table(rows)
