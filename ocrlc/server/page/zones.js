// Zones: drawn over a page with the mouse or a finger, and copied as a template or as --region.

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 0.5; // percent; less is a click

export class Zones {
  constructor(element, copy) {
    this.element = element;
    this.zones = [];
    this.drawing = false;
    element("draw").addEventListener("click", () => this.toggle());
    element("zone-undo").addEventListener("click", () => this.undo());
    element("zone-form").addEventListener("submit", (event) => {
      event.preventDefault();
      copy(this.template(), "The template is copied.");
    });
    element("zone-region").addEventListener("click", () =>
      copy(this.regions(), "The options are copied."),
    );
  }

  // Takes the sheets of another document: [{ sheet, svg, page }].
  show(sheets) {
    this.zones = [];
    for (const { sheet, svg, page } of sheets) {
      sheet.addEventListener("pointerdown", (event) => this.begin(event, sheet, svg, page));
    }
    this.tell();
  }

  toggle() {
    this.drawing = !this.drawing;
    this.element("draw").setAttribute("aria-pressed", String(this.drawing));
    this.element("zone-form").hidden = !this.drawing;
    this.element("pages").classList.toggle("drawing", this.drawing);
    this.tell();
  }

  begin(event, sheet, svg, page) {
    if (!this.drawing || event.button !== 0) return;
    event.preventDefault();
    const name = this.freeName();
    const from = place(event, sheet);
    const shape = document.createElementNS(SVG, "rect");
    shape.setAttribute("class", "zone");
    svg.append(shape);
    const draw = (moved) => {
      const box = between(from, place(moved, sheet));
      const [x, y, width, height] = box;
      shape.setAttribute("x", (x / 100) * page.width);
      shape.setAttribute("y", (y / 100) * page.height);
      shape.setAttribute("width", (width / 100) * page.width);
      shape.setAttribute("height", (height / 100) * page.height);
      return box;
    };
    const finish = (ended) => {
      sheet.removeEventListener("pointermove", draw);
      const box = draw(ended);
      if (ended.type !== "pointerup" || box[2] < LEAST || box[3] < LEAST) shape.remove();
      else this.zones.push({ name, box, page: page.number, shape });
      this.tell();
    };
    sheet.setPointerCapture(event.pointerId);
    sheet.addEventListener("pointermove", draw);
    sheet.addEventListener("pointerup", finish, { once: true });
    sheet.addEventListener("pointercancel", finish, { once: true });
  }

  // The name in the field, or one with a number where it is taken or empty.
  freeName() {
    const taken = new Set(this.zones.map(({ name }) => name));
    const wanted = this.element("zone-name").value.trim();
    if (wanted && !taken.has(wanted)) return wanted;
    let number = wanted ? 2 : this.zones.length + 1;
    const stem = wanted || "zone";
    while (taken.has(stem + number)) number += 1;
    return stem + number;
  }

  undo() {
    this.zones.pop()?.shape.remove();
    this.tell();
  }

  tell() {
    const names = this.zones.map(({ name }) => name).join(", ");
    this.element("zones").textContent = names || "Draw over the page.";
    for (const id of ["zone-undo", "zone-copy", "zone-region"]) {
      this.element(id).disabled = !this.zones.length;
    }
  }

  template() {
    const several = new Set(this.zones.map(({ page }) => page)).size > 1;
    const rows = this.zones.map(({ name, box, page }) => {
      const parts = [`  - name: ${JSON.stringify(name)}`, `    box: ${percent(box)}`];
      return [...parts, ...(several ? [`    page: ${page}`] : [])].join("\n");
    });
    return `zones:\n${rows.join("\n")}\n`;
  }

  regions() {
    const one = ({ name, box }) => `--region '${percent(box)}:${name.replace(/[':]/g, " ")}'`;
    return this.zones.map(one).join(" ");
  }
}

// Returns where a pointer is on a sheet, in percent of its sides.
function place(event, sheet) {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const share = (at, start, side) => Math.min(Math.max((100 * (at - start)) / side, 0), 100);
  return [share(event.clientX, left, width), share(event.clientY, top, height)];
}

function between([x0, y0], [x1, y1]) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
}

function percent(box) {
  return box.map((side) => `${side.toFixed(1)}%`).join(",");
}
