// A link for the camera of another device, as a QR code. It is drawn from its rows: only our own files may be loaded here.

import { make } from "./element.js";
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules of white on every side (ISO/IEC 18004)
const HELD = matchMedia("(pointer: coarse) and (max-width: 40rem)"); // nobody scans the telephone he holds

export function drawScan({ link, rows }) {
  const code = make("details");
  code.open = !HELD.matches;
  code.append(make("summary", "scan-name", say("scan")), draw(rows));
  return new URL(link).origin === location.origin ? [code] : [code, way(link)]; // a link to this very page leads nowhere
}

// For who holds the device it is meant for.
function way(link) {
  const element = make("a", "message-deed", say("scan_open"));
  element.href = link;
  element.target = "_blank";
  element.rel = "noopener noreferrer";
  return element;
}

function draw(rows) {
  const side = rows.length + 2 * QUIET;
  const image = drawn("svg", { class: "scan-code", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": say("scan_alt") });
  const dark = [...rows].flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => stroke(index, y, run.length)));
  image.append(drawn("rect", { width: side, height: side, fill: "#fff" }), drawn("path", { d: dark.join(""), fill: "#000" }));
  return image;
}

function stroke(x, y, length) {
  return `M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`;
}

function drawn(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
