// Search in the text: case and accents do not count; matches are marked in the lines and on the page.

import { polygon, reveal } from "./pages.js";

export class Search {
  constructor(element) {
    this.element = element;
    this.rows = [];
    this.matches = [];
    this.current = -1;
    element("search").addEventListener("input", () => this.find());
    element("search-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(1);
    });
    element("previous").addEventListener("click", () => this.step(-1));
  }

  // Takes the lines of another document.
  show(rows) {
    this.rows = rows;
    this.find();
  }

  find() {
    const wanted = fold(this.element("search").value.trim()).text;
    this.matches = [];
    for (const row of this.rows) {
      for (const old of row.svg.querySelectorAll(".match")) old.remove();
    }
    for (const row of this.rows) this.markRow(row, wanted);
    this.current = -1;
    for (const id of ["previous", "next"]) this.element(id).disabled = !this.matches.length;
    if (this.matches.length) this.step(1);
    else this.element("found").textContent = wanted ? "No match" : "";
  }

  markRow({ line, text, svg }, wanted) {
    const parts = [];
    let from = 0;
    for (const [start, end] of wanted ? ranges(line.text, wanted) : []) {
      const mark = document.createElement("mark");
      mark.textContent = line.text.slice(start, end);
      parts.push(line.text.slice(from, start), mark);
      from = end;
      const shapes = corners(line, start, end).map((each) => polygon(each, "match"));
      svg.append(...shapes);
      this.matches.push([mark, ...shapes]);
    }
    text.replaceChildren(...parts, line.text.slice(from));
  }

  step(by) {
    const count = this.matches.length;
    if (!count) return;
    for (const part of this.matches[this.current] ?? []) part.classList.remove("current");
    this.current = (Math.max(this.current, by < 0 ? 0 : -1) + by + count) % count;
    const match = this.matches[this.current];
    for (const part of match) part.classList.add("current");
    reveal(match[1]);
    this.element("found").textContent = `${this.current + 1} of ${count}`;
  }
}

// Returns the text in lower case without accents, and each character's place in the original.
function fold(text) {
  let folded = "";
  const places = [];
  let place = 0;
  for (const character of text) {
    const plain = character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    folded += plain;
    for (let i = 0; i < plain.length; i += 1) places.push(place);
    place += character.length;
  }
  places.push(place);
  return { text: folded, places };
}

function ranges(text, wanted) {
  const { text: folded, places } = fold(text);
  const found = [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    found.push([places[at], places[at + wanted.length]]);
  }
  return found;
}

// Returns the boxes of the words that a range of a line touches; the line's own without words.
function corners(line, start, end) {
  const touched = [];
  let from = 0;
  for (const word of line.words) {
    const at = line.text.indexOf(word.text, from);
    if (at < 0) continue;
    from = at + word.text.length;
    if (at < end && from > start) touched.push(word.polygon);
  }
  return touched.length ? touched : [line.polygon];
}
