// The conversation: what is done goes through the outbox over the line, what comes back goes into the log.

import { takeCode } from "./code.js";
import { Composer } from "./composer.js";
import { make } from "./element.js";
import { install } from "./install.js";
import { makeLeaving } from "./leave.js";
import { Line } from "./line.js";
import { Log, masked } from "./log.js";
import { newId, Outbox } from "./outbox.js";
import { say, speak } from "./words.js";

const UNANSWERED = 15_000; // ms without an answer: the line is dead though nobody says so
const TYPING = 400; // ms before "the bot is answering" is worth saying
const SILENT = 1_500; // ms: a shorter break is not worth a word

const status = document.getElementById("status");
const outbox = new Outbox();
const log = new Log((choice, shown) =>
  send({ type: "press", token: choice.token }, shown, { aside: choice.role === "aside", still: choice.role === "aside" }),
);
const composer = new Composer({
  onSay: (text) => send({ type: "say", text }, text),
  onAttach: (kind) => send({ type: "attach", kind }, ""),
  onTrouble: (sentence) => tell(sentence, true),
});

let arrival = ""; // id of the last "arrive", which is not kept in the outbox: the next line asks anew
const answered = new Set(); // ids whose reply was shown: another tab's frame, sent again, is told to us again
let held = 0; // timer of a wait the server asked for
let patience = 0;
let typing = 0;
let silence = 0;
let full = false; // there is no line for us now, and the person knows why

function tell(sentence, trouble = false) {
  status.textContent = sentence;
  status.toggleAttribute("data-trouble", trouble);
}

function send(frame, shown, manner) {
  const id = newId();
  if (shown) log.said(id, shown, manner);
  outbox.add({ ...frame, id });
  if (!line.up) log.unsent(true);
  if (!line.up && shown) log.uncover();
  if (outbox.size === 1) forward();
}

// Send what stands first; the next goes when this is answered, so that nothing overtakes.
function forward() {
  clearTimeout(patience);
  const frame = outbox.first;
  if (!frame || !line.up || held) return;
  line.send(frame);
  expectAnswer();
}

function expectAnswer() {
  clearTimeout(typing);
  typing = setTimeout(() => tell(say("typing")), TYPING);
  patience = setTimeout(() => line.reopen(), UNANSWERED);
}

function settle() {
  clearTimeout(patience);
  clearTimeout(typing);
  tell("");
}

function onUp() {
  clearTimeout(silence);
  clearTimeout(held);
  held = 0;
  if (!full) tell("");
  log.unsent(false);
  if (outbox.size) {
    forward();
    return;
  }
  arrive();
}

function arrive() {
  arrival = newId();
  line.send({ type: "arrive", id: arrival });
  expectAnswer();
}

function onDown(failures) {
  clearTimeout(patience);
  clearTimeout(typing);
  clearTimeout(silence);
  if (full) return;
  const trouble = () => {
    tell(say(failures > 5 ? "still_offline" : "offline"), true);
    log.unsent(true);
    log.uncover();
  };
  if (failures > 1) trouble();
  else silence = setTimeout(trouble, SILENT);
}

function onFrame(frame) {
  switch (frame.type) {
    case "reply":
      return onReply(frame);
    case "wait":
      return onWait(frame);
    case "problem":
      return onProblem(frame);
    case "full":
      return onFull(frame);
    case "ended":
      return onEnded(frame);
  }
}

function onReply({ to, reply, said }) {
  full = false;
  if (answered.has(to)) return;
  answered.add(to);
  const own = outbox.remove(to);
  if (own || to === arrival) settle();
  log.answered(to);
  if (said) {
    const shown = said.type === "say" ? said.text : log.labelOf(said.token);
    if (shown && !shown.startsWith("/")) log.said(to, shown);
    log.answered(to);
  }
  speak(reply.language);
  const typedLast = composer.focused;
  const pressedLast = log.group?.contains(document.activeElement) ?? false;
  const fresh = log.reply(reply, { arrival: to === arrival, settled: outbox.size === 0 });
  if (reply.toast) tell(reply.toast);
  suit(reply, fresh, typedLast, pressedLast);
  const refused = reply.messages.some((each) => each.tone === "refusal");
  if (refused && own?.type === "say" && masked(own.text) !== own.text) composer.restore(own.text);
  forward();
  if (answered.size === 1) install();
}

// Focus follows the person: who typed stays in the field, who pressed goes to the next thing to press or to type in.
function suit(reply, fresh, typedLast, pressedLast) {
  const message = log.asked;
  if (!message) return;
  const typed = composer.suit(message, log.describedBy, reply.messages.some((each) => each.tone === "refusal"));
  if (!fresh) return;
  if (typedLast && !typed) composer.lowerKeyboard();
  if (!pressedLast) return;
  const first = log.group?.querySelector(".entries ~ .confirm") ?? log.group?.querySelector("button:not(.aside)");
  if (typed || !first) composer.focus();
  else first.focus({ preventScroll: true });
}

function onWait({ to, seconds, text }) {
  clearTimeout(patience);
  clearTimeout(typing);
  tell(text, true);
  log.unsent(true);
  clearTimeout(held);
  held = setTimeout(() => {
    held = 0;
    tell("");
    log.unsent(false);
    if (outbox.size) forward();
    else if (to === arrival && line.up) arrive();
  }, seconds * 1000);
}

// Not taken, and not to be sent again as it is: the words go back into the field, the buttons wake.
function onProblem({ to, text }) {
  const frame = [...outbox].find((each) => each.id === to) ?? (to ? undefined : outbox.first);
  settle();
  tell(text, true);
  if (frame) {
    outbox.remove(frame.id);
    log.answered(frame.id);
    if (frame.type === "say") composer.restore(frame.text);
  }
  log.wake();
  forward();
}

// The line closes at once and is opened again by itself; until one answers, the sentence stands.
function onFull({ seconds, text }) {
  settle();
  full = true;
  tell(text, true);
  log.unsent(true);
  line.rest(seconds);
}

function onEnded({ reason, text }) {
  line.end();
  settle();
  tell(text, true);
  if (reason === "left") outbox.clear();
  const again = make("button", "aside", say("reload"));
  again.type = "button";
  again.addEventListener("click", () => location.reload());
  status.append(" ", again);
}

for (const link of document.querySelectorAll("[data-language]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    send({ type: "say", text: `/language ${link.dataset.language}` }, link.textContent, { aside: true });
  });
}

// A code in the address says, as words would: let me go on here with what it opens.
function enter() {
  const code = takeCode();
  if (code) send({ type: "say", text: `/start ${code}` }, "");
}

makeLeaving(outbox);
tell(say("connecting"));
for (const frame of outbox) {
  if (frame.type === "say" && !frame.text.startsWith("/")) log.said(frame.id, frame.text);
}
const line = new Line("/chat/ws", { up: onUp, frame: onFrame, down: onDown });
enter();
addEventListener("hashchange", enter);
