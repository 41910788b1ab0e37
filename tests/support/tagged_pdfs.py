"""PDF pages that tell their structure, made of a few words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

Text = tuple[float, float, float, str]
"""Left and baseline in points, size of type, and text."""


@dataclass
class Element:
    """An element of the structure: its type, and texts or further elements in order."""

    kind: str
    content: list[Element | Text] = field(default_factory=list)
    spans: dict[str, int] = field(default_factory=dict)


def tagged_pdf(root: Element, loose: list[Text] = [], role_map: dict[str, str] = {}) -> bytes:  # noqa: B006
    """Return a page of 600 by 800 points; `loose` are texts beside the structure."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    drawn: list[str] = []
    owners: list[pikepdf.Object] = []
    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))

    def draw(text: Text, before: str) -> None:
        x, y, size, words = text
        words = words.replace("(", r"\(").replace(")", r"\)")
        drawn.append(f"{before} BDC BT /F {size} Tf {x} {y} Td ({words}) Tj ET EMC")

    def add(element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        own = pdf.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name(f"/{element.kind}"), P=parent, Pg=page.obj)
        )
        if element.spans:
            own.A = pikepdf.Dictionary(O=pikepdf.Name.Table, **element.spans)
        kids: list[pikepdf.Object | int] = []
        for part in element.content:
            if isinstance(part, Element):
                kids.append(add(part, own))
                continue
            draw(part, f"/{element.kind} <</MCID {len(owners)}>>")
            kids.append(len(owners))
            owners.append(own)
        own.K = pikepdf.Array(kids)
        return own

    tree.K = add(root, tree)
    for text in loose:
        draw(text, "/Artifact <<>>")
    numbers = pikepdf.Array([0, pikepdf.Array(owners)])
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    if role_map:
        tree.RoleMap = pikepdf.Dictionary(
            {f"/{name}": pikepdf.Name(f"/{kind}") for name, kind in role_map.items()}
        )
    page.StructParents = 0
    page.Contents = pdf.make_stream("\n".join(drawn).encode("latin-1"))
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    with io.BytesIO() as file:
        pdf.save(file)
        return file.getvalue()


def lines(x: float, y: float, size: float, *texts: str) -> Iterator[Text]:
    """Yield texts below one another, as the lines of a paragraph."""
    for place, text in enumerate(texts):
        yield x, y - 1.2 * size * place, size, text
