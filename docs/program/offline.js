// Keeps the diagnosis usable without a network: the program's files, and the pages it was used on with their parts.
// Rule: only addresses of this site are touched, and never what was pasted. VERSION and PROGRAM are put in at the build.
const VERSION = "@VERSION@";
const PROGRAM = new URL("@PROGRAM@", location).href;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = async () => (await caches.keys()).filter((name) => name.startsWith("sriovkit-") && name !== VERSION);
  event.waitUntil(old().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

// The program never changes under its address: what is kept is as good as what the site would send.
async function program(request) {
  const cache = await caches.open(VERSION);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone()).catch(() => {});
  return answer;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await (await caches.open(VERSION)).match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.url.startsWith(PROGRAM) ? program(request) : page(request));
});

self.addEventListener("message", (event) => {
  const here = event.data.filter((address) => new URL(address).origin === location.origin);
  const keep = async () => {
    const cache = await caches.open(VERSION);
    await Promise.all(here.map((address) => cache.add(address).catch(() => {})));
  };
  event.waitUntil(keep());
});
