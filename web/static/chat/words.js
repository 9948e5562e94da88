// The page's words in both languages, and the page's own language, which follows the conversation.

const words = JSON.parse(document.getElementById("words").textContent);

export function language() {
  return document.documentElement.lang;
}

export function say(key, fields = {}) {
  return words[language()][key].replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}

// Put every word of the page's frame into `lang`; messages of the log keep the language they were said in.
export function speak(lang) {
  if (lang === language() || !(lang in words)) return;
  document.documentElement.lang = lang;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-words]")) element.textContent = say(element.dataset.words);
  for (const element of document.querySelectorAll("[data-words-label]")) {
    element.setAttribute("aria-label", say(element.dataset.wordsLabel));
  }
  for (const link of document.querySelectorAll("[data-language]")) {
    if (link.dataset.language === lang) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `sanaq_language=${lang}; Path=/; Max-Age=10368000; SameSite=Lax${secure}`;
}
