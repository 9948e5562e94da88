// Keeps the pages' own files and, for when there is no network, a page that says so. Nothing of a conversation comes here:
// the line, the session and every other address go past it to the network.

const SHELL = "{{ version }}";
const FILES = {{ files | tojson }};
const OFFLINE = {{ offline | tojson }}; // by language
const FIRST = "{{ languages[0] }}";

self.addEventListener("install", (event) => {
  const pages = Object.values(OFFLINE).map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(
    caches.open(SHELL).then((shell) => shell.addAll([...FILES, ...pages])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
      await self.registration.navigationPreload?.enable(); // the page need not wait until this has woken up
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE[await language(event.request)])) ?? Response.error();
  }
}

async function language(request) {
  const kept = await self.cookieStore?.get("{{ language_cookie }}").catch(() => null);
  const wishes = [new URL(request.url).searchParams.get("language"), kept?.value, self.navigator.language.slice(0, 2)];
  return wishes.find((wish) => wish in OFFLINE) ?? FIRST;
}
