// The field where answers are typed: its keyboard, its placeholder, what a screen reader says of it.

import { say } from "./words.js";

const form = document.getElementById("composer");
const field = document.getElementById("answer");
const LARGEST = 60_000; // bytes; the server refuses frames above 64 KB

const KEYBOARD = { integer: "numeric", iin: "numeric", decimal: "decimal", date: "numeric", search: "search" };
const TAPPED = ["nothing", "choice", "choices"];

const touch = matchMedia("(pointer: coarse)");

export class Composer {
  // `onSay(text)` takes what was typed, `onAttach(kind)` a file that was dropped or pasted, `onTrouble(sentence)`.
  constructor({ onSay, onAttach, onTrouble }) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(onSay, onTrouble);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    field.addEventListener("input", () => this.#fit());
    const take = (event, files) => {
      if (!files?.length) return;
      event.preventDefault();
      onAttach(kindOf(files[0].type));
    };
    field.addEventListener("paste", (event) => take(event, event.clipboardData?.files));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => take(event, event.dataTransfer?.files));
  }

  get focused() {
    return document.activeElement === field;
  }

  focus() {
    field.focus({ preventScroll: true });
  }

  // Make the field fit the question that is open now.
  suit(message, describedBy, refused) {
    const typed = !TAPPED.includes(message.expects);
    field.inputMode = KEYBOARD[message.expects] ?? "text";
    field.spellcheck = message.expects === "text";
    field.autocapitalize = message.expects === "text" ? "sentences" : "off";
    field.placeholder = message.placeholder || say(typed ? "type_answer" : "tap_or_type");
    field.setAttribute("aria-describedby", describedBy);
    if (refused) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    return typed;
  }

  // On a telephone the keyboard would lie over the buttons.
  lowerKeyboard() {
    if (touch.matches) field.blur();
  }

  // Give back what was not taken, to be mended or typed over, unless something new is being typed.
  restore(text) {
    if (field.value) return;
    field.value = text;
    if (this.focused) field.select();
    this.#fit();
  }

  #submit(onSay, onTrouble) {
    const text = field.value;
    if (!text.trim()) {
      field.focus();
      return;
    }
    if (new TextEncoder().encode(JSON.stringify(text)).length > LARGEST) {
      onTrouble(say("too_long"));
      return;
    }
    field.value = "";
    this.#fit();
    onSay(text);
  }

  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    field.rows = Math.min(5, field.value.split("\n").length);
  }
}

function kindOf(type) {
  const kinds = { image: "photo", audio: "voice", video: "video" };
  return kinds[type.split("/")[0]] ?? "document";
}
