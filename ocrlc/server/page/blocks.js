// The structure of a page: headings, paragraphs, lists and tables, as the page has them.

// What pages carry at their edges is no part of the text.
const FURNITURE = new Set(["header", "footer", "page_number"]);

// Returns the elements of a page's blocks; headings begin below those of the page itself.
export function showBlocks(blocks) {
  const shown = blocks.filter((block) => !FURNITURE.has(block.kind)).map(showBlock);
  return shown.length ? shown : [make("p", "No text was found.")];
}

function showBlock(block) {
  if (block.cells) return showTable(block.cells);
  if (block.kind === "heading") return make(`h${Math.min(6, 3 + (block.level || 1))}`, block.text);
  if (block.kind === "list_item") return showItem(block);
  const paragraph = make("p", block.text);
  paragraph.className = block.kind;
  return paragraph;
}

function showItem(block) {
  const item = make("p", `${block.marker || "•"} ${block.text}`);
  item.className = "item";
  item.style.marginInlineStart = `${1.5 * (block.level || 1)}em`;
  return item;
}

function showTable(cells) {
  const table = make("table");
  const rows = [];
  for (const cell of cells) {
    rows[cell.row] ??= [];
    rows[cell.row].push(cell);
  }
  for (const row of rows) {
    const line = make("tr");
    for (const cell of (row ?? []).sort((a, b) => a.column - b.column)) {
      const shown = make(cell.header ? "th" : "td", cell.text);
      if (cell.header) shown.scope = "col";
      shown.rowSpan = cell.row_span;
      shown.colSpan = cell.column_span;
      line.append(shown);
    }
    table.append(line);
  }
  const frame = make("div");
  frame.className = "wide"; // a wide table scrolls by itself
  frame.append(table);
  return frame;
}

function make(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
