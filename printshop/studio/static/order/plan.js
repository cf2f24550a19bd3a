// A plan of the flat sheet: a list of its panels, side by side, with their numbers and names.

export function drawPlan(room, look, names, texts) {
  room.classList.toggle("many", look.sides.length > 2 || look.folding.kind === "card");
  room.replaceChildren(...look.sides.map((side, number) => {
    const heading = document.createElement("h4");
    heading.textContent = names[number];
    heading.id = `plan-${number}`;
    const list = document.createElement("ol");
    list.dir = "ltr"; // as the paper lies there, whatever the language of the page
    list.setAttribute("aria-labelledby", heading.id);
    list.append(...side.panels.map((panel) => item(panel, side, texts)));
    list.style.gridTemplateColumns = side.panels.map((panel) => `${panel.width}fr`).join(" ");
    const part = document.createElement("div");
    part.append(heading, list);
    return part;
  }));
}

function item(panel, side, texts) {
  const made = document.createElement("li");
  const figure = document.createElement("b");
  const name = document.createElement("span");
  figure.textContent = panel.number;
  name.textContent = texts[`role.${panel.role}`] || "";
  name.dir = "auto";
  made.append(figure, " ", name);
  made.style.aspectRatio = `${panel.width} / ${Math.min(side.height, panel.width * 1.3)}`;
  if (panel.number === 1) made.className = "cover";
  return made;
}
