// Two people changed one clinic: a choice for each field, so that nothing is lost.

const box = document.getElementById("changed");
const what = document.getElementById("changed-what");
const differences = document.getElementById("differences");
const merge = document.getElementById("merge");

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Return the fields in which two versions differ. */
export function different(mine, theirs) {
  return Object.keys(theirs).filter((field) => field !== "clinic" && !same(mine[field], theirs[field]));
}

/** Say what happened, without a choice. */
export function sayChanged(text) {
  differences.replaceChildren();
  what.textContent = text;
  merge.hidden = true;
  open();
}

/**
 * Let somebody choose between two versions; what was not changed since ``base`` is theirs at first.
 * ``written`` writes a field's value for people, ``label`` its name. Calls ``done`` with the choice.
 */
export function choose({ base, mine, theirs, texts, written, label, done }) {
  what.textContent = texts["changed.what"];
  const fields = different(mine, theirs);
  differences.replaceChildren(...fields.map((field) => {
    const row = document.createElement("fieldset");
    row.className = "difference";
    const legend = document.createElement("legend");
    legend.textContent = label(field);
    const wanted = same(mine[field], base[field]) ? "theirs" : "mine";
    row.append(legend, ...["mine", "theirs"].map((who) => choice(
      field, who, texts[`changed.${who}`], written(field, (who === "mine" ? mine : theirs)[field]),
      who === wanted,
    )));
    return row;
  }));
  merge.hidden = false;
  merge.onclick = () => {
    const chosen = { ...mine };
    for (const field of fields) {
      const theirsChosen = differences.querySelector(`input[name="choose-${field}"][value="theirs"]`).checked;
      if (theirsChosen) chosen[field] = theirs[field];
    }
    box.hidden = true;
    done(chosen);
  };
  open();
}

function choice(field, who, name, text, checked) {
  const label = document.createElement("label");
  label.className = "choice";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: `choose-${field}`, value: who, checked });
  const title = document.createElement("strong");
  title.textContent = name;
  const value = document.createElement("span");
  value.className = "value";
  value.dir = "auto";
  value.textContent = text;
  label.append(input, title, value);
  return label;
}

function open() {
  box.hidden = false;
  box.focus();
  box.scrollIntoView({ block: "start" });
}
