// Keeps the diagnosis usable without a network: the program's files, and the pages it was used on with their parts.
// Rule: only addresses of this site are touched, and never what was pasted. VERSION is put in at the build.
const VERSION = "@VERSION@";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = async () => (await caches.keys()).filter((name) => name.startsWith("sriovkit-") && name !== VERSION);
  event.waitUntil(old().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

// The network first, by way of the browser's own cache, which is faster than ours; what is kept stands in without one.
async function answer(request) {
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
  event.respondWith(answer(request));
});

self.addEventListener("message", (event) => {
  const here = event.data.filter((address) => new URL(address).origin === location.origin);
  const keep = async () => {
    const cache = await caches.open(VERSION);
    const missing = async (address) => address.endsWith("/") || !(await cache.match(address));
    await Promise.all(here.map(async (address) => (await missing(address)) && cache.add(address).catch(() => {})));
  };
  event.waitUntil(keep());
});
