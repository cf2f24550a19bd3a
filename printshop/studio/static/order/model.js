// A model of the leaflet that folds as the paper does: panels hinged on one another in 3D.

const THICK = 0.5; // mm between panels that lie on one another, so that none shines through
const SECONDS = 1.1;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const ease = (part) => part * part * (3 - 2 * part);

function element(name) {
  return Object.assign(document.createElement("div"), { className: name });
}

export class Model {
  constructor(texts) {
    this.texts = texts;
    this.room = document.getElementById("model");
    this.slider = document.getElementById("folded");
    this.slider.addEventListener("input", () => this.slid());
    this.amount = 0;
    this.turned = 0;
    this.moves = {};
    const act = { start: () => this.goTo(0), end: () => this.goTo(1), over: () => this.turn(),
      back: () => this.leaf(-1), on: () => this.leaf(1) };
    for (const button of document.querySelectorAll("[data-fold]")) {
      button.addEventListener("click", () => act[button.dataset.fold]());
    }
    new ResizeObserver(() => this.look && this.place()).observe(this.room);
  }

  /** Build the model of a leaflet; how far it is folded stays, where it is the same format. */
  show(look, address) {
    const shape = JSON.stringify(look.folding, (key, value) => (key === "side" ? undefined : value));
    if (shape !== this.shape) this.amount = this.turned = 0;
    Object.assign(this, { look, address, shape, folding: look.folding });
    const kind = this.folding.kind;
    for (const part of document.querySelectorAll(".model-controls [data-label]")) part.hidden = part.dataset.label !== kind;
    document.querySelector(".model-controls [data-folds]").hidden = kind === "card";
    this.slider.max = kind === "leaves" ? this.folding.leaves.length : 100;
    this.world = element("world");
    if (kind === "leaves") this.buildLeaves();
    else this.buildColumns();
    this.room.replaceChildren(this.world);
    this.place();
  }

  // --- building ---------------------------------------------------------------------------------

  buildColumns() {
    const { columns } = this.folding;
    this.panels = columns.map((column) => this.panel(column.up, column.down, column.width));
    columns.forEach((column, number) => {
      const parent = column.parent < 0 ? this.world : this.panels[column.parent];
      parent.append(this.panels[number]);
    });
    this.base = columns.find((column) => column.parent < 0);
    this.panels[columns.indexOf(this.base)].classList.add("lying");
    const least = columns.length > 1 ? 0 : this.base.width / 4; // room to turn it in
    this.standing = Math.max(least, ...columns.filter((column) => column.turn).map((column) => column.width));
    this.whole = columns.reduce((sum, column) => sum + column.width, 0);
  }

  buildLeaves() {
    const { leaves } = this.folding;
    this.panels = leaves.map((leaf) => this.panel(leaf.front, leaf.back, leaf.front.width));
    this.world.append(...this.panels);
    this.page = this.standing = leaves[0].front.width;
    for (const panel of [this.panels[0], this.panels.at(-1)]) panel.classList.add("lying");
    this.whole = 2 * this.page;
  }

  panel(up, down, width) {
    const made = element("panel");
    made.append(this.face(up, "up", width), this.face(down, "down", width));
    return made;
  }

  face(face, name, width) {
    const made = element(`face ${name}`);
    made.mm = { width, face };
    made.append(element("shade"));
    return made;
  }

  // --- placing ----------------------------------------------------------------------------------

  /** Place everything for the room there is: lengths in mm become pixels. */
  place() {
    const wide = this.room.clientWidth;
    const tall = Math.max(280, Math.min(wide * 0.72, 460));
    this.room.style.height = `${tall}px`;
    const high = this.folding.height * 0.98 + this.standing * 0.72; // a panel that stands up, too
    this.px = Math.min((wide * 0.82) / this.whole, (tall * 0.92) / high);
    for (const panel of this.panels) {
      for (const made of panel.querySelectorAll(":scope > .face")) this.dress(made);
    }
    this.draw();
  }

  dress(made) {
    const { width, face } = made.mm;
    const { px } = this;
    made.style.width = `${width * px}px`;
    made.style.height = `${this.folding.height * px}px`;
    if (!face) return;
    const side = this.look.sides[face.side];
    made.style.backgroundImage = `url("${this.address(face.side)}")`;
    made.style.backgroundSize = `${side.width * px}px ${side.height * px}px`;
    made.style.backgroundPosition = `${-face.x * px}px ${-side.trim.y * px}px`;
  }

  draw() {
    if (this.folding.kind === "leaves") this.drawLeaves();
    else this.drawColumns();
    this.slider.value = this.amount * this.steps;
    const said = this.folding.kind === "leaves" ? this.texts.opened : this.texts.percent;
    const near = Math.round(this.amount * this.steps);
    this.slider.setAttribute("aria-valuetext", said.replace("{n}", near).replace("{all}", this.steps));
  }

  get steps() {
    return Number(this.slider.max);
  }

  /** Turn the whole round the middle of what is there, and tilt it as it lies on a table. */
  drawWorld(middle) {
    const lie = `rotateX(24deg) rotateY(${180 * this.turned}deg)`;
    const up = (this.folding.height / 2 - this.standing * 0.2) * this.px;
    this.world.style.transform = `${lie} translate3d(${-middle * this.px}px, ${-up}px, 0)`;
  }

  drawColumns() {
    const { columns } = this.folding;
    const angles = [];
    const order = [...columns.keys()].sort((a, b) => this.depth(a) - this.depth(b));
    order.forEach((number) => {
      const column = columns[number];
      const part = ease(clamp((this.amount - column.begin) / (column.end - column.begin), 0, 1));
      const panel = this.panels[number];
      const parent = columns[column.parent];
      if (!parent) {
        panel.style.transform = `translate3d(${column.left * this.px}px, 0, 0)`;
        angles[number] = 0;
        return;
      }
      const angle = 180 * part * column.turn;
      angles[number] = angles[column.parent] + angle;
      const before = column.parent > number; // hinged on its right edge
      const x = before ? -column.width : parent.width;
      const lift = column.lift * THICK * part * this.px;
      panel.style.transformOrigin = before ? `${column.width * this.px}px 0` : "0 0";
      panel.style.transform = `translate3d(${x * this.px}px, 0, ${lift}px) rotateY(${angle}deg)`;
      this.shade(panel, angles[number] / 180);
    });
    const folded = this.base.left + this.base.width / 2;
    const share = columns.length > 1 ? ease(this.amount) : 0;
    this.drawWorld((this.whole / 2) * (1 - share) + folded * share);
  }

  /** Return on how many others a column hangs. */
  depth(number) {
    const { parent } = this.folding.columns[number];
    return parent < 0 ? 0 : 1 + this.depth(parent);
  }

  drawLeaves() {
    const { bound_right: right } = this.folding;
    const count = this.panels.length;
    const opened = this.amount * count;
    this.panels.forEach((panel, number) => {
      const part = ease(clamp(opened - number, 0, 1));
      const lift = ((count - 1 - number) * (1 - part) + number * part) * THICK * this.px;
      panel.style.transformOrigin = right ? `${this.page * this.px}px 0` : "0 0";
      const x = right ? 0 : this.page;
      panel.style.transform = `translate3d(${x * this.px}px, 0, ${lift}px) rotateY(${(right ? 180 : -180) * part}deg)`;
      this.shade(panel, part);
    });
    const closed = clamp(opened, 0, 1) - clamp(opened - count + 1, 0, 1); // 0: shut, 1: open
    const at = opened < 1 ? 0.5 : -0.5;
    const aside = (right ? -at : at) * this.page * (1 - closed);
    this.drawWorld(this.page + aside);
  }

  /** A panel that stands up gets less light; `part` of half a turn from lying flat. */
  shade(panel, part) {
    const dark = 0.28 * Math.abs(Math.sin(Math.PI * part));
    for (const shade of panel.querySelectorAll(":scope > .face > .shade")) shade.style.opacity = dark;
  }

  // --- moving -----------------------------------------------------------------------------------

  slid() {
    const target = Number(this.slider.value) / this.steps;
    if (this.folding.kind === "leaves") this.goTo(target);
    else this.move("amount", target, 0);
  }

  goTo(target) {
    const far = Math.abs(target - this.amount) * (this.folding.kind === "leaves" ? this.steps : 1);
    this.move("amount", target, SECONDS * Math.min(1, Math.max(far, 0.3)));
  }

  leaf(by) {
    const from = this.moves.amount ? this.moves.amount.target : this.amount;
    this.goTo(clamp((Math.round(from * this.steps) + by) / this.steps, 0, 1));
  }

  turn() {
    const from = this.moves.turned ? this.moves.turned.target : this.turned;
    this.move("turned", from ? 0 : 1, SECONDS);
  }

  /** Bring `name` to a value in so many seconds; at once for those who want no motion. */
  move(name, target, seconds) {
    if (still.matches || !seconds) {
      delete this.moves[name];
      this[name] = target;
      this.draw();
      return;
    }
    const running = Object.keys(this.moves).length > 0;
    this.moves[name] = { from: this[name], target, begun: performance.now(), seconds };
    if (!running) requestAnimationFrame((now) => this.step(now));
  }

  step(now) {
    for (const [name, { from, target, begun, seconds }] of Object.entries(this.moves)) {
      const part = clamp((now - begun) / (1000 * seconds), 0, 1);
      this[name] = from + (target - from) * (name === "turned" ? ease(part) : part);
      if (part === 1) delete this.moves[name];
    }
    this.draw();
    if (Object.keys(this.moves).length) requestAnimationFrame((later) => this.step(later));
  }
}
