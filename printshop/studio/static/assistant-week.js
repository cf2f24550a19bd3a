// The week of a clinic: days that are open once or twice, or closed.

const days = [...document.querySelectorAll(".day")];

function parts(day) {
  const find = (selector) => day.querySelector(selector);
  const [first, second] = day.querySelectorAll("[data-span]");
  const times = (span) => [...span.querySelectorAll("input")];
  return {
    open: find("[data-open]"), closed: find(".closed"), spans: find(".spans"),
    more: find("[data-more]"), less: find("[data-less]"), first, second, times,
  };
}

function show(day, spans) {
  const { open, closed, spans: room, more, first, second, times } = parts(day);
  day.more = spans.slice(2); // not to be changed here, nor to be lost
  open.checked = spans.length > 0;
  closed.hidden = open.checked;
  room.hidden = !open.checked;
  second.hidden = spans.length < 2;
  more.hidden = spans.length > 1;
  [first, second].forEach((span, i) => {
    times(span).forEach((input, j) => { input.value = (spans[i] || ["", ""])[j]; });
  });
}

function spansOf(day) {
  const { open, first, second, times } = parts(day);
  if (!open.checked) return [];
  const spans = [first, second].filter((span) => !span.hidden);
  const more = second.hidden ? [] : day.more;
  return [...spans.map((span) => times(span).map((input) => input.value)), ...more];
}

/** Return when each day opens and closes, Monday first. */
export function week() {
  return days.map(spansOf);
}

/** Show when each day opens and closes. */
export function showWeek(spans) {
  days.forEach((day, i) => show(day, spans[i]));
}

/** Write a week as people read it, a day a line. */
export function weekText(spans) {
  const names = days.map((day) => day.querySelector(".choice span").textContent);
  const lines = spans.map((day, i) => day.length &&
    `${names[i]} \u2066${day.map((span) => span.join("–")).join(", ")}\u2069`);
  return lines.filter(Boolean).join("\n");
}

/** Let the days be changed; ``changed`` is called with the name of the field each time. */
export function startWeek(changed) {
  for (const day of days) {
    const { open, more, less, second, times, first } = parts(day);
    const field = `hours-${day.dataset.day}`;
    open.addEventListener("change", () => {
      const before = days.slice(0, days.indexOf(day)).map(spansOf).filter((spans) => spans.length);
      show(day, open.checked ? before.pop() || [["", ""]] : []);
      changed(field);
    });
    more.addEventListener("click", () => {
      second.hidden = false;
      more.hidden = true;
      times(second)[0].focus();
      changed(field);
    });
    less.addEventListener("click", () => {
      show(day, spansOf(day).slice(0, 1));
      times(first)[0].focus();
      changed(field);
    });
  }
  document.getElementById("copy-monday").addEventListener("click", () => {
    const monday = spansOf(days[0]);
    days.slice(1, 5).forEach((day) => show(day, monday));
    changed("hours-0");
  });
}
