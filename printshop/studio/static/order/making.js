// The files of an order: made while one can watch, judged in words, and downloaded.

import { send, tell } from "../frame.js";
import { details } from "./details.js";

const PAUSE = 500; // milliseconds between looks

export class Making {
  /** `order` returns what is ordered, or null while it is not complete. */
  constructor(home, words, texts, order) {
    Object.assign(this, { home, texts, order, id: "", at: 0 });
    this.languages = new Map(words.languages.map((language) => [language.tag, language]));
    this.rows = new Map();
    this.parts = document.getElementById("parts");
    this.state = document.getElementById("make-state");
    this.downloads = document.getElementById("downloads");
    this.button = document.getElementById("make");
    this.stopper = document.getElementById("stop");
    this.others = document.getElementById("others");
    this.button.addEventListener("click", () => this.begin());
    this.stopper.addEventListener("click", () => this.stop());
    document.getElementById("printer-get").addEventListener("click", () => this.get());
  }

  /** Take the downloads away: what is ordered has changed. */
  forget() {
    if (!this.id && !this.busy) return;
    if (this.busy) this.stop();
    this.id = "";
    this.at += 1;
    this.parts.replaceChildren();
    this.downloads.hidden = true;
    this.say(this.texts.changed, "");
    this.setBusy(false);
  }

  async begin() {
    const order = this.order();
    if (!order) {
      this.say(this.texts.choose, "wrong");
      return;
    }
    const at = this.at += 1;
    this.id = "";
    this.downloads.hidden = true;
    this.rows.clear();
    this.parts.replaceChildren(...Object.keys(order.copies).map((tag) => this.row(tag)));
    this.say("", "");
    this.setBusy(true);
    try {
      const { id } = await send(`${this.home}/files`, { body: order });
      if (at !== this.at) {
        await this.stop(id); // something else was chosen meanwhile
        return;
      }
      this.id = id;
      this.stopper.hidden = false;
      await this.watch(at);
    } catch (error) {
      if (at === this.at) this.say(error.status === 404 ? this.texts.lost : error.message, "wrong");
    }
    if (at === this.at) this.setBusy(false);
  }

  async watch(at) {
    while (at === this.at) {
      const progress = await send(`${this.home}/files/${this.id}`, { method: "GET" });
      if (at !== this.at) return;
      for (const part of progress.parts) this.showPart(part);
      if (progress.over) {
        this.parcel = progress.parcel;
        this.showEnd(progress.parts);
        return;
      }
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async stop(id = this.id) {
    if (!id) return;
    await send(`${this.home}/files/${id}/stop`).catch((error) => tell(error.message));
  }

  setBusy(busy) {
    if (!busy && document.activeElement === this.stopper) this.button.focus();
    this.busy = busy;
    this.button.disabled = busy;
    if (!busy) this.stopper.hidden = true;
  }

  say(text, look) {
    this.state.textContent = text;
    this.state.className = `overall ${look}`;
  }

  // --- a language -------------------------------------------------------------------------------

  row(tag) {
    const language = this.languages.get(tag);
    const row = document.createElement("li");
    const head = Object.assign(document.createElement("div"), { className: "row" });
    const name = Object.assign(document.createElement("span"), { className: "part-name" });
    const autonym = document.createElement("bdi");
    autonym.lang = language.html_tag;
    autonym.textContent = language.autonym;
    name.append(autonym);
    const lamp = Object.assign(document.createElement("span"), { className: "chip" });
    head.append(name, lamp);
    row.append(head);
    this.rows.set(tag, { row, lamp, stage: "" });
    return row;
  }

  showPart(part) {
    const shown = this.rows.get(part.language);
    if (shown.stage === part.stage) return;
    shown.stage = part.stage;
    const done = part.stage === "done";
    shown.lamp.className = done ? `lamp ${part.ready ? "good" : "bad"}` : `chip stage-${part.stage}`;
    shown.lamp.textContent = done
      ? this.texts[part.ready ? "ready" : "not-ready"] : this.texts[`stage.${part.stage}`];
    if (done) shown.row.append(...this.verdict(part));
  }

  verdict(part) {
    const list = Object.assign(document.createElement("ul"), { className: "sentences" });
    const shown = part.ready ? part.sentences.slice(1) : part.sentences; // the lamp says the first
    list.append(...shown.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    const made = shown.length ? [list] : [];
    if (part.details.length) made.push(details(part.details, this.texts.details));
    return made;
  }

  // --- the end ----------------------------------------------------------------------------------

  showEnd(parts) {
    const good = parts.filter((part) => part.ready).length;
    const key = good === parts.length ? "all-ready" : good ? "some-ready" : "none-ready";
    const said = this.texts[key].replace("{n}", good).replace("{all}", parts.length);
    this.say(said, good === parts.length ? "good" : good ? "warning" : "bad");
    const office = parts.filter((part) => part.office);
    document.getElementById("for-printer").hidden = !good;
    document.getElementById("others-choice").hidden = good === parts.length;
    this.others.checked = false;
    document.getElementById("for-office").hidden = !office.length;
    document.getElementById("office-draft").hidden = !office.some((part) => part.draft);
    document.getElementById("office-files").replaceChildren(...office.map((part) => this.link(part)));
    const all = document.getElementById("office-all");
    all.hidden = office.length < 2;
    all.href = `${this.home}/files/${this.id}/office.zip`;
    this.downloads.hidden = !good && !office.length;
  }

  link(part) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { className: "button" });
    link.href = `${this.home}/files/${this.id}/office/${part.language}`;
    const text = this.texts[part.draft ? "office-draft" : "office"];
    link.textContent = text.replace("{language}", this.languages.get(part.language).autonym);
    item.append(link);
    return item;
  }

  /** Ask for the zip first, so that a refusal is said on this page; then let the browser keep it. */
  async get() {
    const address = `${this.home}/files/${this.id}/printer.zip?others=${this.others.checked ? 1 : 0}`;
    const answer = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok) {
      const data = answer ? await answer.json().catch(() => ({})) : {};
      const said = (data.findings || []).map((finding) => finding.message).join("\n");
      tell(said || this.texts.lost);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = this.parcel;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
}
