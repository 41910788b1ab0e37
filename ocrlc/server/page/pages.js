// Pages with their boxes and lines: what is pointed at or focused on one side shows on both.

import { showBlocks } from "./blocks.js";

const SURE = 0.8;
const SVG = "http://www.w3.org/2000/svg";

// Shows the pages; returns its sheets, { sheet, svg, page }, and an object a line,
// { line, text, box, svg }, in reading order.
export function showPages(pages, element) {
  const shown = pages.map((page) => showPage(page, pages.length, element));
  element("pages").replaceChildren(...shown.map(({ article }) => article));
  return { sheets: shown.map(({ sheet }) => sheet), rows: shown.flatMap(({ rows }) => rows) };
}

function showPage(page, count, element) {
  const article = element("page-template").content.cloneNode(true).firstElementChild;
  const [heading, warnings, image, svg, list] = ["h3", "ul", "img", "svg", "ol"].map((name) =>
    article.querySelector(name),
  );
  heading.textContent = `Page ${page.number}` + (count > 1 ? ` (${count} in all)` : "");
  heading.id = `page-${page.number}`;
  list.setAttribute("aria-label", `Lines of page ${page.number}`);
  warnings.append(...page.warnings.map((warning) => make("li", {}, warning)));
  image.src = page.picture;
  image.width = page.width;
  image.height = page.height;
  image.alt = `Page ${page.number}, as sent`;
  svg.setAttribute("viewBox", `0 0 ${page.width} ${page.height}`);
  const rows = page.lines.map((line) => makeRow(line, svg, element("readout")));
  list.append(...rows.map(({ button }) => wrap("li", button)));
  if (rows.length === 0) list.append(make("li", { class: "line" }, "No text was found."));
  else walkWithArrows(list, rows.map(({ button }) => button));
  article.querySelector(".blocks").append(...showBlocks(page.blocks));
  const sheet = { sheet: article.querySelector(".sheet"), svg, page };
  return { article, sheet, rows };
}

function makeRow(line, svg, readout) {
  const kind = line.score < SURE ? " unsure" : "";
  const percent = `${Math.floor(100 * line.score)} %`;
  const box = polygon(line.polygon, `box${kind}`);
  const text = make("span", { class: "text" }, line.text);
  const button = make("button", { type: "button", class: `line${kind}`, tabindex: "-1" });
  button.append(text, " ", make("span", { class: "score" }, percent));
  svg.append(box);

  const activate = (on) => () => {
    box.classList.toggle("active", on);
    button.classList.toggle("active", on);
    readout.textContent = on ? `${line.text} · ${percent}` : "";
  };
  for (const target of [box, button]) {
    target.addEventListener("mouseenter", activate(true));
    target.addEventListener("mouseleave", activate(false));
  }
  button.addEventListener("focus", activate(true));
  button.addEventListener("blur", activate(false));
  box.addEventListener("click", () => button.focus());
  button.addEventListener("click", () => reveal(box));
  return { line, text, box, svg, button };
}

// One stop for the Tab key per page; arrows go from line to line.
function walkWithArrows(list, buttons) {
  buttons[0].tabIndex = 0;
  list.addEventListener("focusin", (event) => {
    for (const button of buttons) button.tabIndex = button === event.target ? 0 : -1;
  });
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[Math.min(Math.max(to, 0), last)].focus();
  });
}

export function polygon(corners, kind) {
  const shape = document.createElementNS(SVG, "polygon");
  shape.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
  shape.setAttribute("class", kind);
  return shape;
}

export function reveal(target) {
  target.scrollIntoView({ block: "center", inline: "nearest" });
}

function make(name, attributes, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function wrap(name, child) {
  const made = document.createElement(name);
  made.append(child);
  return made;
}
