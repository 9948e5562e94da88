// Elements are made, never parsed from strings: what a person or a campaign wrote stays text.

export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}
