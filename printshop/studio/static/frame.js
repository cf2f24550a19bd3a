// What every page of the studio does: send with a token, tell what came of it, change the language.

const token = document.querySelector('meta[name="csrf-token"]').content;
const told = document.getElementById("told");

/** Say something to everybody, screen readers included; it stays until something else is said. */
export function tell(text) {
  told.textContent = text;
}

/**
 * Send a request to the studio; returns the answer's data, or throws an Error with its findings.
 * `body` may be FormData, or an object that goes out as JSON.
 */
export async function send(address, { method = "POST", body, signal } = {}) {
  const headers = { accept: "application/json", "x-csrf-token": token };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(address, {
      method, headers, signal, body: form || body === undefined ? body : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(told.dataset.noAnswer);
  }
  const type = answer.headers.get("content-type") || "";
  const data = type.startsWith("application/json") ? await answer.json() : await answer.text();
  if (answer.ok) return data;
  const findings = data.findings || [];
  const error = new Error(findings.map((finding) => finding.message).join("\n")
    || (typeof data === "string" ? data : `${answer.status} ${answer.statusText}`));
  error.findings = findings;
  error.status = answer.status;
  error.data = data;
  throw error;
}

/** Return data that the page brought with it in <script type="application/json" id="...">. */
export function brought(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

document.getElementById("interface-language").addEventListener("change", async (event) => {
  await send(`/language/${encodeURIComponent(event.target.value)}`);
  location.reload();
});
