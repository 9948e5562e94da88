// The log of this open tab. Nothing of it is kept: on a shared computer a closed tab shows nobody's answers.

import { labelsOfPressed, makeChoices, opensEntries, rest, tick, wake } from "./choices.js";
import { make } from "./element.js";
import { copies, makeEntries } from "./entries.js";
import { say } from "./words.js";

const log = document.getElementById("log");
const dock = document.getElementById("dock");
const LABELLED = ["refusal", "doubt", "success"]; // the tone is said in words too, not by colour alone
const LONG = 180; // letters; more than that in large bold type is shouting

let count = 0;

// An IIN is written once and then shown with its last digits only, as on every screen of the house.
export function masked(text) {
  return text.replace(/\d(?:[\s-]?\d){11}/g, (iin) => `•••• •••• ${iin.replace(/\D/g, "").slice(-4)}`);
}

export class Log {
  #onPress;
  #present = null; // the last reply: { element, message, group, key }
  #said = new Map(); // bubbles of frames that are not answered yet, by id

  constructor(onPress) {
    this.#onPress = onPress;
  }

  get asked() {
    return this.#present?.message;
  }

  get group() {
    return this.#present?.group;
  }

  get describedBy() {
    return this.#present?.describedBy ?? "";
  }

  labelOf(token) {
    return this.asked?.choices.find((choice) => choice.token === token)?.label ?? "";
  }

  // An answer draws its question in; after an aside the question stands as it is. `still`: nothing need move for it.
  said(id, text, { aside = false, still = false } = {}) {
    const bubble = make("div", "said");
    if (aside) bubble.dataset.aside = "";
    bubble.append(make("span", "hidden", say("you")), make("p", "said-text", masked(text)), make("span", "said-state"));
    if (!aside) this.#still(this.group?.querySelector(".chosen"), () => this.#present?.element.setAttribute("data-left", ""));
    log.append(bubble);
    this.#said.set(id, bubble);
    if (!still) this.#show(bubble);
  }

  // Say of everything on its way that it has not gone yet (or no longer say so).
  unsent(are) {
    for (const bubble of this.#said.values()) bubble.querySelector(".said-state").textContent = are ? say("unsent") : "";
  }

  // The field has grown (a word about the lost line): what it has just covered comes up again. Who reads above stays there.
  uncover() {
    const last = [...this.#said.values()].at(-1);
    if (last && last.getBoundingClientRect().top < innerHeight) this.#show(last);
  }

  answered(id) {
    this.#said.get(id)?.querySelector(".said-state").replaceChildren();
    this.#said.delete(id);
  }

  wake() {
    this.#present?.element.removeAttribute("data-left");
    if (this.group) wake(this.group);
  }

  // Put a reply in the log. Returns false when it says nothing new (the line came back, a box was ticked).
  reply(reply, { arrival, settled }) {
    const message = reply.messages.at(-1);
    if (!message) return false;
    const several = message.expects === "choices";
    const lasting = message.choices.filter((choice) => !(several && choice.role === "confirm"));
    const buttons = lasting.map((choice) => [choice.token, choice.label]);
    const key = JSON.stringify([message.text, message.hint, message.entries, buttons]);
    if (key === this.#present?.key) {
      const ticked = several && reply.messages.length === 1;
      if (ticked && settled && tick(this.group, this.#choices(message, this.group.getAttribute("aria-labelledby")))) {
        this.#show(this.#present.element);
      }
      if (ticked || arrival) {
        this.wake();
        return false;
      }
    }
    this.#still(log.lastElementChild, () => this.#retire());
    const element = make("div", "reply");
    element.lang = reply.language;
    element.append(make("span", "hidden", say("bot")));
    const described = [];
    let group = null;
    for (const each of reply.messages) {
      const made = this.#message(each, each === message ? reply.files : []);
      element.append(made.element);
      if (each === message || each.tone === "refusal") described.push(...made.ids);
      if (made.group) group = made.group;
    }
    this.#present = { element, message, group, key, describedBy: described.join(" ") };
    log.append(element);
    this.#show(element);
    return true;
  }

  #message(message, files) {
    const element = make("div", "message");
    element.dataset.tone = message.tone;
    if (message.text.length > LONG || message.text.includes("\n\n")) element.dataset.long = "";
    const id = `m${++count}`;
    const ids = [id];
    if (message.progress) element.append(progressBar(message.progress));
    if (LABELLED.includes(message.tone)) element.append(make("p", "message-label", say(message.tone)));
    const text = written(message);
    text.id = id;
    element.append(text);
    if (message.hint) {
      const hint = make("p", "message-hint", message.hint);
      hint.id = `${id}h`;
      ids.push(hint.id);
      element.append(hint);
    }
    if (message.entries.length && !opensEntries(message)) {
      const list = makeEntries(message.entries);
      if (message.keepsake) text.after(list);
      else element.append(list);
    }
    const deeds = make("div", "message-deeds");
    if (message.scan) element.append(scan(message.scan));
    if (message.keepsake) {
      element.dataset.keepsake = "";
      if (message.scan) deeds.append(copyButton(text)); // a letter to somebody else
      deeds.append(printButton());
    }
    for (const file of files) deeds.append(fileLink(file));
    if (deeds.children.length) element.append(deeds);
    if (!message.choices.length) return { element, ids };
    const group = this.#choices(message, id);
    element.append(group);
    return { element, ids, group };
  }

  #choices(message, describedBy) {
    return makeChoices(message, describedBy, (choice, button) => this.#pressed(message, choice, button));
  }

  #pressed(message, choice, button) {
    if (button.hasAttribute("aria-pressed")) {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
      this.#onPress(choice, "");
      return;
    }
    const chosen = choice.role === "confirm" && message.expects === "choices" ? labelsOfPressed(this.group) : "";
    rest(this.group, button);
    this.#onPress(choice, chosen || choice.label);
  }

  // What was asked is history now (it was drawn in to the answer with the tap itself: `data-left`): its buttons go, the answer stands below it.
  #retire() {
    if (!this.#present) return;
    this.#present.element.dataset.past = "";
    this.#present.group?.remove();
  }

  // `element` stays where the eye has left it while something above it goes.
  #still(element, change) {
    const before = element?.getBoundingClientRect().top;
    change();
    if (element) scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
  }

  // Bring a new entry to stand just above the field; of one that is taller than the screen, its beginning. In a frame of its
  // own: browsers take what grew and was scrolled at once for a jump.
  #show(element) {
    requestAnimationFrame(() => requestAnimationFrame(() => this.#scrollTo(element)));
  }

  #scrollTo(element) {
    const sticky = getComputedStyle(dock).position === "sticky";
    const room = innerHeight - (sticky ? dock.offsetHeight : 0);
    const box = element.getBoundingClientRect();
    const by = box.height > room - 16 ? box.top - 12 : box.bottom + 12 - room;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: scrollY + by, behavior: calm ? "instant" : "smooth" });
  }
}

// What is said in several languages has a paragraph in each. What is asked stands out from what is said after it.
function written({ text, languages, tone }) {
  if (!languages.length) {
    const element = make("p", "message-text", text);
    const end = tone === "question" ? text.indexOf("? ") + 1 : 0;
    const lead = text.indexOf("?\n\n") + 1; // a frequent question and its answer
    if (end) element.replaceChildren(text.slice(0, end), " ", make("span", "message-more", text.slice(end + 1)));
    else if (lead) element.replaceChildren(make("span", "message-lead", text.slice(0, lead)), text.slice(lead));
    return element;
  }
  const element = make("div", "message-text");
  for (const [at, paragraph] of text.split("\n\n").entries()) {
    const said = make("p", "", paragraph);
    said.lang = languages[at];
    element.append(at ? "\n\n" : "", said);
  }
  return element;
}

function progressBar({ title, done, total }) {
  const element = make("div", "progress");
  const words = say("progress", { done, total });
  const bar = make("progress");
  bar.max = Math.max(1, total);
  bar.value = done;
  bar.setAttribute("aria-label", title || words);
  element.append(make("span", "progress-title", title), make("span", "progress-count", words), bar);
  return element;
}

// Few ever need a QR code: what draws it is fetched then, into the room that is kept for it.
function scan(content) {
  const element = make("div", "scan");
  import("./scan.js").then(({ drawScan }) => element.append(...drawScan(content)));
  return element;
}

function copyButton(text) {
  const button = make("button", "message-deed", say("copy"));
  copies(button, button, text);
  return button;
}

function printButton() {
  const button = make("button", "message-deed", say("print"));
  button.type = "button";
  button.addEventListener("click", () => print());
  return button;
}

function fileLink(file) {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const link = make("a", "message-deed", say("file", { name: file.name }));
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.media_type }));
  link.download = file.name;
  return link;
}
