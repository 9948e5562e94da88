// The buttons of a message: real buttons in a named group. Their tokens go back to the server, labels into the log.

import { make } from "./element.js";
import { makeEntries } from "./entries.js";

const DOUBLE = 600; // ms: the second half of a double tap must not answer the question that came in between

export function makeChoices(message, describedBy, onPress) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", describedBy);
  const answers = make("div", "choices-answers");
  answers.dataset.columns = message.columns;
  const asides = make("div", "choices-asides");
  const places = { answer: answers, confirm: group, aside: asides };
  const born = performance.now();
  group.addEventListener("keydown", (event) => {
    // A key held down answers once, not also the question that takes its place.
    if (event.repeat && ["Enter", " "].includes(event.key)) event.preventDefault();
  });
  const several = message.expects === "choices";
  const opening = new Map(message.entries.map((entry) => [entry.token, null])); // the buttons that are lines of the list
  for (const choice of message.choices) {
    const button = make("button", choice.role === "answer" ? "choice" : choice.role, choice.label);
    button.type = "button";
    button.dataset.token = choice.token;
    if (choice.language) button.lang = choice.language;
    if (choice.number !== null && choice.role === "answer") button.dataset.number = choice.number;
    if (several && choice.role === "answer" && choice.number !== null) button.setAttribute("aria-pressed", choice.selected);
    else if (choice.selected) button.setAttribute("aria-current", "true"); // the likely answer, in its place
    button.addEventListener("click", (event) => {
      if (event.detail > 1 && performance.now() - born < DOUBLE) return;
      if (button.getAttribute("aria-disabled") !== "true") onPress(choice, button);
    });
    if (opening.has(choice.token)) {
      opening.set(choice.token, button);
      continue;
    }
    if (choice.role === "answer" && !answers.parentNode) group.append(answers); // confirm may stand before or after
    places[choice.role].append(button);
  }
  if (asides.children.length) group.append(asides);
  if (opensEntries(message)) group.prepend(makeEntries(message.entries, opening));
  return group;
}

export function opensEntries(message) {
  return message.entries.some((entry) => entry.token);
}

export function labelsOfPressed(group) {
  return Array.from(group.querySelectorAll('[aria-pressed="true"]'), (button) => button.textContent).join(", ");
}

// While the answer is on its way nothing more can be pressed; the buttons stay where they are.
export function rest(group, chosen) {
  for (const button of group.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  chosen?.classList.add("chosen");
}

export function wake(group) {
  for (const button of group.querySelectorAll("button")) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("chosen");
  }
}

// The same list came again (`fresh`, made but not shown) with other ticks: only they change, and the way on comes with the
// first tick and goes with the last. Focus and place stay. Returns true when the way on has come.
export function tick(group, fresh) {
  for (const button of fresh.querySelectorAll("[aria-pressed]")) {
    const shown = group.querySelector(`[data-token="${CSS.escape(button.dataset.token)}"]`);
    shown?.setAttribute("aria-pressed", button.getAttribute("aria-pressed"));
  }
  const [before, after] = [group, fresh].map((each) => each.querySelector(":scope > .confirm"));
  if (before && !after) before.remove();
  if (before || !after) return false;
  group.insertBefore(after, group.querySelector(":scope > .choices-asides"));
  return true;
}
