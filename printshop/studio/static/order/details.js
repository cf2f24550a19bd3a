// What the program found, word by word, for the person who looks after the leaflets.

/** Return findings as a list that can be opened. */
export function details(findings, heading) {
  const made = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = heading;
  const list = Object.assign(document.createElement("ul"), { className: "findings" });
  list.append(...findings.map((finding) => {
    const item = Object.assign(document.createElement("li"), { className: "finding", dir: "auto" });
    item.lang = "en";
    item.textContent = finding.message;
    const place = Object.assign(document.createElement("div"), { className: "hint code" });
    place.textContent = [finding.code, finding.place].filter(Boolean).join(" · ");
    item.append(place);
    return item;
  }));
  made.append(summary, list);
  return made;
}
