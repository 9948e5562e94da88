// The list of a message: sheets and how far they are, questions with their answers, receipt numbers to be copied.

import { make } from "./element.js";
import { say } from "./words.js";

let count = 0;

// `buttons`: the button of each entry that can be opened, by its token; it is filled with the entry's words here.
export function makeEntries(entries, buttons = new Map()) {
  const element = make("div", "entries");
  let place = null;
  let list;
  for (const entry of entries) {
    if (!list || entry.place !== place) {
      place = entry.place;
      list = makeList(place, element);
    }
    const item = make("li", "entry");
    if (entry.mark) item.dataset.mark = entry.mark;
    if (entry.copied) {
      element.dataset.kept = "";
      item.append(...copiedWords(entry));
    } else {
      item.append(openedBy(buttons.get(entry.token) ?? make("div"), entry));
    }
    list.append(item);
  }
  return element;
}

function makeList(place, element) {
  const list = make("ul", "entries-list");
  list.setAttribute("role", "list"); // Safari takes a list without bullets for none
  if (place) {
    const name = make("p", "entries-place", place);
    name.id = `e${++count}`;
    list.setAttribute("aria-labelledby", name.id);
    element.append(name);
  }
  element.append(list);
  return list;
}

function openedBy(row, entry) {
  row.className = "entry-row";
  const words = make("span", "entry-words");
  words.append(make("span", "entry-label", entry.label));
  const value = entry.value || { done: say("entry_done"), waiting: say("entry_waiting") }[entry.mark];
  if (value) words.append(" ", make("span", "entry-value", value));
  if (entry.number === null) row.replaceChildren(words);
  else row.replaceChildren(make("span", "entry-number", String(entry.number)), " ", words);
  return row;
}

// Over plain http a page may not copy: there a tap selects what it would.
export function copies(button, word, shown) {
  button.type = "button";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(shown.textContent);
      word.textContent = say("copied");
      button.dataset.done = "";
    } catch {
      getSelection().selectAllChildren(shown);
    }
  });
}

function copiedWords(entry) {
  const label = make("span", "entry-label", entry.label);
  const value = make("span", "entry-copied", entry.value);
  const button = make("button", "message-deed entry-copy");
  const word = make("span", "entry-copy-word", say("copy"));
  button.append(word);
  label.id = `e${++count}`;
  word.id = `${label.id}c`;
  button.setAttribute("aria-labelledby", `${word.id} ${label.id}`);
  copies(button, word, value);
  return [label, value, button];
}
