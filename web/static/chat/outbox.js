// What the person did and the server has not yet answered. It outlives a lost line and a reload of the tab
// (sessionStorage), is sent one at a time in order, and keeps each frame's id: a frame sent twice is counted once.

const KEY = "sanaq.outbox";

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs https
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function stored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return []; // storage switched off: the outbox lives as long as the page
  }
}

export class Outbox {
  #frames = stored();

  get first() {
    return this.#frames[0];
  }

  get size() {
    return this.#frames.length;
  }

  [Symbol.iterator]() {
    return this.#frames.values();
  }

  add(frame) {
    this.#frames.push(frame);
    this.#keep();
  }

  // The frame with this id was answered. Returns it, or undefined when it was not ours.
  remove(id) {
    const answered = this.#frames.find((frame) => frame.id === id);
    this.#frames = this.#frames.filter((frame) => frame !== answered);
    this.#keep();
    return answered;
  }

  clear() {
    this.#frames = [];
    this.#keep();
  }

  #keep() {
    try {
      if (this.#frames.length) sessionStorage.setItem(KEY, JSON.stringify(this.#frames));
      else sessionStorage.removeItem(KEY);
    } catch {
      // as above
    }
  }
}
