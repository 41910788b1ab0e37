// What the page asks of the server.

// Has a file read; the server keeps nothing, so every format is a request of its own.
export async function readDocument(file, format, { signal, key }, pictures = false) {
  const body = new FormData();
  body.append("file", file);
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const query = new URLSearchParams({ format, ...(pictures ? { pictures } : {}) });
  let answer;
  try {
    answer = await fetch(`v1/recognize?${query}`, { method: "POST", body, headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer.");
  }
  if (!answer.ok) throw await problem(answer);
  return answer;
}

async function problem(answer) {
  let detail = answer.statusText;
  try {
    ({ detail } = await answer.json());
  } catch {
    detail ||= `Status ${answer.status}`;
  }
  return Object.assign(new Error(detail), { status: answer.status });
}

export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Not at once: the download may only have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}
