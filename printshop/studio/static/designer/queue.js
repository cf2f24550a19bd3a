// What is still to be asked of the studio: two at a time, what is seen first, newest wins.

export class Queue {
  #waiting = new Map(); // name -> { rank, run }
  #running = new Map(); // name -> AbortController
  #stopped = false;
  #told;

  /** `told` is called whenever something has changed. */
  constructor(atOnce, told) {
    this.atOnce = atOnce;
    this.#told = told;
  }

  get left() { return this.#waiting.size + this.#running.size; }
  get stopped() { return this.#stopped; }
  has(name) { return this.#waiting.has(name) || this.#running.has(name); }

  /**
   * Ask for something under a name, in the place of what was asked under it before.
   * `rank()` is looked at when there is room: the lowest goes first. `run(signal)` does it.
   */
  add(name, rank, run) {
    this.drop(name);
    this.#waiting.set(name, { rank, run });
    this.#next();
    this.#told();
  }

  /** Ask for it no more. */
  drop(name) {
    this.#waiting.delete(name);
    this.#running.get(name)?.abort();
    this.#running.delete(name);
  }

  /** Ask for nothing any more, until `go`; what was under way is asked again then. */
  stop() {
    this.#stopped = true;
    for (const [name, { controller, job }] of this.#under()) {
      controller.abort();
      this.#waiting.set(name, job);
    }
    this.#running.clear();
    this.#told();
  }

  go() {
    this.#stopped = false;
    this.#next();
    this.#told();
  }

  clear() {
    for (const name of [...this.#waiting.keys(), ...this.#running.keys()]) this.drop(name);
    this.#told();
  }

  #under() {
    return [...this.#running].map(([name, controller]) => [name, { controller, job: controller.job }]);
  }

  #next() {
    while (!this.#stopped && this.#waiting.size && this.#running.size < this.atOnce) {
      const ranked = [...this.#waiting].map(([name, job]) => [job.rank(), name, job]);
      const [, name, job] = ranked.reduce((best, each) => (each[0] < best[0] ? each : best));
      this.#waiting.delete(name);
      this.#run(name, job);
    }
  }

  async #run(name, job) {
    const controller = new AbortController();
    controller.job = job;
    this.#running.set(name, controller);
    try {
      await job.run(controller.signal);
    } catch (error) {
      if (error.name !== "AbortError") console.error(error);
    }
    if (this.#running.get(name) === controller) this.#running.delete(name);
    this.#next();
    this.#told();
  }
}
