// Finds the lines of text on a page: what stands on one line of a block, cell or column.
//
// Returns [{text, points, em}]: points are the corners of the line's ink, a little wider, clockwise
// from its top-left in pixels of the page, also where the text is turned. Attributes say what the
// layout does not: `data-fit` takes out the last parts of a frame that do not fit it, `data-line`
// makes one line of all that stands beside each other in an element that a gap parts, and
// `data-either` labels it as `###`, as it may be taken for one line or for several. So are lines
// that an edge cuts off.
() => {
  const PAD = 0.06; // em around the ink, at least a pixel: about what annotators leave
  const LEAST = 0.45; // em; a lone dash is no hair
  const GAP = 1.2; // em between pieces of one line
  const SIGNS = /^[^\p{L}\p{N}]+$/u;

  for (const frame of document.querySelectorAll("[data-fit]")) {
    const room = frame.getBoundingClientRect();
    const fits = (part) =>
      [...part.getClientRects()].every((r) => r.bottom <= room.bottom + 1 && r.right <= room.right + 1);
    while (frame.lastElementChild && !fits(frame.lastElementChild)) frame.lastElementChild.remove();
  }

  // Lines are measured as they would lie without being turned; their corners are turned after.
  const turns = new Map();
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (style.transform !== "none") {
      turns.set(element, [new DOMMatrix(style.transform), style.transformOrigin]);
    }
  }
  const styles = [...turns.keys()].map((element) => [element, element.getAttribute("style")]);
  for (const element of turns.keys()) element.style.transform = "none";
  const matrices = [...turns].map(([element, [matrix, origin]]) => {
    const box = element.getBoundingClientRect();
    const [x, y] = origin.split(" ").map(parseFloat);
    const [left, top] = [box.left + x, box.top + y];
    const whole = new DOMMatrix().translate(left, top).multiply(matrix).translate(-left, -top);
    return [element, whole];
  });
  const turned = (element, x, y, frame = document) => {
    let point = new DOMPoint(x, y);
    const around = matrices.filter(([outer]) => outer.contains(element) && frame.contains(outer));
    for (const [, matrix] of around.reverse()) point = point.matrixTransform(matrix);
    return [point.x, point.y];
  };

  const context = document.createElement("canvas").getContext("2d");
  const ink = (text) => context.measureText(text);

  // Pieces: what one text node has on one line.
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest("svg, style, script")) continue;
    const style = getComputedStyle(node.parentElement);
    if (style.visibility === "hidden") continue;
    context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    let block = node.parentElement;
    while (["inline", "contents"].includes(getComputedStyle(block).display)) block = block.parentElement;
    block = node.parentElement.closest("[data-line], [data-either]") ?? block;
    let piece = null;
    let end = 0;
    for (const character of node.data) {
      const range = document.createRange();
      range.setStart(node, end);
      end += character.length;
      range.setEnd(node, end);
      const rect = [...range.getClientRects()].find((each) => each.width > 0);
      if (!rect) continue;
      if (!piece || Math.abs(rect.top - piece.top) > 0.5 * rect.height) {
        piece = { node, block, top: rect.top, characters: [], em: parseFloat(style.fontSize) };
        pieces.push(piece);
      }
      piece.characters.push([character, rect.left, rect.right]);
    }
    for (const each of pieces.filter((one) => one.node === node)) {
      const blank = ([character]) => !character.trim();
      while (each.characters.length && blank(each.characters[0])) each.characters.shift();
      while (each.characters.length && blank(each.characters.at(-1))) each.characters.pop();
      if (!each.characters.length) continue;
      each.text = each.characters.map(([character]) => character).join("");
      const whole = ink(each.text);
      const [first, last] = [each.characters[0], each.characters.at(-1)];
      const base = each.top + Math.round(whole.fontBoundingBoxAscent);
      each.box = [
        first[1] - ink(first[0]).actualBoundingBoxLeft,
        base - whole.actualBoundingBoxAscent,
        last[1] + ink(last[0]).actualBoundingBoxRight,
        base + whole.actualBoundingBoxDescent,
      ];
    }
  }

  // Lines: pieces of one block beside each other.
  const lines = [];
  for (const piece of pieces.filter((one) => one.box)) {
    const whole = piece.block.matches("[data-line], [data-either]");
    const mate = lines.find(
      (line) =>
        line.block === piece.block &&
        line.node !== piece.node && // one text has one piece a line; the next is another column's
        Math.min(line.base, piece.top + piece.em) - Math.max(line.top, piece.top) > 0.5 * Math.min(line.em, piece.em) &&
        (whole || Math.abs(piece.box[0] - line.box[2]) < GAP * piece.em),
    );
    if (!mate) {
      lines.push({ ...piece, base: piece.top + piece.em, box: [...piece.box] });
      continue;
    }
    mate.text += (piece.box[0] - mate.box[2] > 0.12 * piece.em ? " " : "") + piece.text;
    mate.em = Math.max(mate.em, piece.em);
    mate.box = mate.box.map((value, i) => (i < 2 ? Math.min : Math.max)(value, piece.box[i]));
  }

  const cut = (block, [left, top, right, bottom]) => {
    for (let frame = block; frame; frame = frame.parentElement) {
      if (getComputedStyle(frame).overflowX !== "hidden") continue;
      const room = frame.getBoundingClientRect();
      const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
      const seen = corners.map(([x, y]) => turned(block, x, y, frame));
      if (seen.some(([x, y]) => x < room.left || x > room.right || y < room.top || y > room.bottom)) return true;
    }
    return false;
  };
  const found = lines.map(({ text, box, em, block }) => {
    let [left, top, right, bottom] = box;
    const pad = Math.max(1, PAD * em);
    const lacking = SIGNS.test(text) ? LEAST * em - (bottom - top) : 0;
    [left, top, right, bottom] = [left - pad, top - pad, right + pad, bottom + pad];
    if (lacking > 0) [top, bottom] = [top - lacking / 2, bottom + lacking / 2];
    const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    return {
      text: block.matches("[data-either]") || cut(block, box) ? "###" : text,
      points: corners.map(([x, y]) => turned(block, x, y)),
      em,
    };
  });
  for (const [element, style] of styles) {
    if (style === null) element.removeAttribute("style");
    else element.setAttribute("style", style);
  }
  return found;
}
