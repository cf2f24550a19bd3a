// The sides of the sheet as pictures with bleed; folds, bleed and safe area are drawn over them.

const SVG = "http://www.w3.org/2000/svg";
const SHOWN = ["folds", "bleed", "safe"];
const TALLEST = 36; // rem
const STEPS = [1, 1.5, 2, 3, 4];

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const box = ({ x, y, width, height }, more = {}) => ({ x, y, width, height, ...more });

/** Return a side as one drawing in millimetres; its parent's classes say what is seen over it. */
function drawing(side, name, ...addresses) {
  const { width, height, trim, folds, safe } = side;
  const whole = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name });
  whole.append(...addresses.map((href) => shape("image", { href, width, height, preserveAspectRatio: "none" })));
  const ring = `M0 0H${width}V${height}H0ZM${trim.x} ${trim.y}v${trim.height}h${trim.width}v${-trim.height}Z`;
  whole.append(shape("g", { class: "over-bleed" },
    shape("path", { d: ring, class: "cut-off" }), shape("rect", box(trim, { class: "trim" }))));
  whole.append(shape("g", { class: "over-folds" }, ...folds.map((x) => shape("line", {
    x1: x, x2: x, y1: trim.y, y2: trim.y + trim.height, class: "fold-line",
  }))));
  whole.append(shape("g", { class: "over-safe" },
    ...safe.map((area) => shape("rect", box(area, { class: "safe-area" })))));
  return whole;
}

/** Return what the sides of a leaflet are called. */
export function sideNames(look, texts) {
  const count = look.sides.length;
  if (count === 1) return [texts["side.single"]];
  if (look.folding.kind === "card") return [texts["side.front"], texts["side.back"]];
  if (count === 2) return [texts["side.outside"], texts["side.inside"]];
  return look.sides.map((_, number) =>
    texts[number % 2 ? "side.sheet-inside" : "side.sheet-outside"].replace("{n}", Math.floor(number / 2) + 1));
}

export class Sides {
  constructor(home, texts) {
    Object.assign(this, { home, texts, names: [], step: 0 });
    this.room = document.getElementById("sides");
    this.dialog = document.getElementById("zoomed");
    this.zoomRoom = this.dialog.querySelector(".zoom-room");
    for (const name of SHOWN) {
      document.getElementById(`show-${name}`).addEventListener("change", () => this.showOver());
    }
    document.getElementById("zoom-close").addEventListener("click", () => this.dialog.close());
    document.getElementById("zoom-in").addEventListener("click", () => this.zoom(1));
    document.getElementById("zoom-out").addEventListener("click", () => this.zoom(-1));
    this.dialog.addEventListener("close", () => this.zoomRoom.replaceChildren());
  }

  /** Return the address of a side's picture; `sharpness` is screen or sharp. */
  address(side, sharpness) {
    return `${this.home}/side/${side}/${sharpness}?${this.asked}`;
  }

  show(look, asked) {
    this.look = look;
    this.asked = asked;
    this.names = look.sides.length ? sideNames(look, this.texts) : [];
    this.room.replaceChildren(...look.sides.map((side, number) => this.figure(side, number)));
    const folded = look.sides.some((side) => side.folds.length);
    document.getElementById("show-folds").closest("label").hidden = !folded;
    this.showOver();
  }

  figure(side, number) {
    const figure = document.createElement("figure");
    figure.style.maxInlineSize = `${(TALLEST * side.trim.width) / side.trim.height}rem`;
    const caption = document.createElement("figcaption");
    caption.textContent = this.names[number];
    const button = Object.assign(document.createElement("button"), { type: "button", className: "side" });
    button.setAttribute("aria-label", this.texts.zoom.replace("{side}", this.names[number]));
    button.append(drawing(side, this.names[number], this.address(number, "screen")));
    button.addEventListener("click", () => this.enlarge(number));
    figure.append(caption, button);
    return figure;
  }

  /** Show over the pictures what is switched on; without bleed the sheet is seen as it is cut. */
  showOver() {
    for (const name of SHOWN) {
      const on = document.getElementById(`show-${name}`).checked;
      for (const room of [this.room, this.zoomRoom]) room.classList.toggle(`with-${name}`, on);
      const folded = this.look && this.look.sides.some((side) => side.folds.length);
      document.querySelector(`[data-key=${name}]`).hidden = !on || (name === "folds" && !folded);
    }
    const bleed = document.getElementById("show-bleed").checked;
    const drawings = [...this.room.querySelectorAll("svg")];
    drawings.forEach((svg, number) => this.crop(svg, this.look.sides[number], bleed));
  }

  crop(svg, { width, height, trim }, bleed) {
    const seen = bleed ? [0, 0, width, height] : [trim.x, trim.y, trim.width, trim.height];
    svg.setAttribute("viewBox", seen.join(" "));
  }

  enlarge(number) {
    const side = this.look.sides[number];
    // The sharp picture takes a moment; until then the other is seen.
    const svg = drawing(side, this.names[number], this.address(number, "screen"), this.address(number, "sharp"));
    this.crop(svg, side, document.getElementById("show-bleed").checked);
    document.getElementById("zoomed-name").textContent = this.names[number];
    this.zoomRoom.replaceChildren(svg);
    this.step = 0;
    this.dialog.showModal();
    this.zoom(0);
  }

  zoom(by) {
    this.step = Math.min(STEPS.length - 1, Math.max(0, this.step + by));
    const svg = this.zoomRoom.querySelector("svg");
    const room = this.zoomRoom;
    const across = (room.scrollLeft + room.clientWidth / 2) / room.scrollWidth;
    const down = (room.scrollTop + room.clientHeight / 2) / room.scrollHeight;
    svg.style.width = `${100 * STEPS[this.step]}%`;
    room.scrollLeft = across * room.scrollWidth - room.clientWidth / 2;
    room.scrollTop = down * room.scrollHeight - room.clientHeight / 2;
    document.getElementById("zoom-in").disabled = this.step === STEPS.length - 1;
    document.getElementById("zoom-out").disabled = this.step === 0;
  }
}
