// The page at /: takes a document, has it read, shows what was read. Nothing leaves this server.

import { readDocument, saveAs } from "./api.js";
import { Search } from "./search.js";
import { showPages } from "./pages.js";
import { Zones } from "./zones.js";

const element = (id) => document.getElementById(id);
const state = { file: null, text: "", running: null, retry: null };
const search = new Search(element);
const zones = new Zones(element, copyAndSay);

function say(message, error = "") {
  element("status").textContent = message;
  element("error").textContent = error;
}

// Does something that takes a while: one thing at a time, and the newest wins.
async function run(message, work) {
  state.running?.abort();
  const running = new AbortController();
  state.running = running;
  state.retry = () => run(message, work);
  say(message);
  element("progress").hidden = element("cancel").hidden = false;
  element("key-row").hidden = true;
  try {
    say(await work({ signal: running.signal, key: element("key").value }));
  } catch (error) {
    if (running !== state.running) return;
    const stopped = error.name === "AbortError";
    say(stopped ? "Stopped." : "", stopped ? "" : error.message);
    if (error.status === 401) {
      element("key-row").hidden = false;
      element("key").focus();
    }
  } finally {
    if (running === state.running) {
      element("progress").hidden = element("cancel").hidden = true;
      state.running = null;
    }
  }
}

function open(file) {
  if (!file) return;
  run(`Reading ${file.name} …`, async (options) => {
    const { pages } = await (await readDocument(file, "json", options, true)).json();
    show(file, pages);
    const lines = pages.reduce((sum, page) => sum + page.lines.length, 0);
    return `${counted(lines, "line")} on ${counted(pages.length, "page")}.`;
  });
}

function show(file, pages) {
  state.file = file;
  state.text = pages.map((page) => page.lines.map((line) => line.text).join("\n")).join("\n\n");
  element("result-title").textContent = file.name;
  element("result").hidden = false;
  element("form").classList.add("small");
  const { sheets, rows } = showPages(pages, element);
  search.show(rows);
  zones.show(sheets);
  element("result").focus({ preventScroll: true });
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without TLS, and not on this machine, browsers have only the old way.
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("The browser did not allow copying.");
}

async function copyAndSay(text, message) {
  try {
    await copy(text);
    say(message);
  } catch (error) {
    say("", error.message);
  }
}

element("file").addEventListener("change", (event) => {
  open(event.target.files[0]);
  event.target.value = ""; // the same file may be chosen again
});
element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  state.retry?.();
});
element("cancel").addEventListener("click", () => state.running?.abort());
element("copy").addEventListener("click", () => copyAndSay(state.text, "The text is copied."));
element("structure").addEventListener("click", ({ currentTarget }) => {
  const on = element("pages").classList.toggle("structured");
  currentTarget.setAttribute("aria-pressed", on);
});
element("download").addEventListener("click", () => {
  const [chosen] = element("format").selectedOptions;
  const file = state.file;
  run(`Making ${chosen.text} …`, async (options) => {
    const answer = await readDocument(file, chosen.value, options);
    return `${saveAs(await answer.blob(), file.name + chosen.dataset.ending)} is downloaded.`;
  });
});

document.addEventListener("paste", (event) => {
  const file = event.clipboardData?.files[0];
  if (file) open(file);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    element("form").classList.toggle("over", kind === "dragover");
    if (kind === "drop") open(event.dataTransfer.files[0]);
  });
}
