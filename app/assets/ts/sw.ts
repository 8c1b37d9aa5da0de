// The worker keeps the shell of the house at hand: style, script, signs and the page that stands in
// when the network is away. It never keeps a page or an answer about people.
import { send } from './offline/queue';
import { note, keepNote } from './offline/store';

interface Given {
  version: string; // changes with every build
  files: string[]; // the shell
  off: boolean; // the house wants no worker
  format: number; // what its pages speak with the house
}

declare const self: ServiceWorkerGlobalScope & { maiam: Given };
const { version, files, off } = self.maiam;
const shelf = `shell ${version}`;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    if (!off) {
      const cache = await caches.open(shelf);
      // All or nothing: a worker with half a shell would be the blank page it is there to prevent.
      await Promise.all(files.map(async (file) => {
        const answer = await fetch(file, { credentials: 'omit', cache: 'no-cache' });
        if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
        await cache.put(file, answer);
      }));
    }
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    if (off) {
      // What waits to be sent lies in the store, not here: it stays and pages go on sending it.
      for (const name of await caches.keys()) await caches.delete(name);
      await self.registration.unregister();
      return;
    }
    // Pages of the version before may still be open: its files go only with the next version.
    const before = (await note<string>('shelf')) ?? '';
    for (const name of await caches.keys()) if (name !== shelf && name !== before) await caches.delete(name);
    await keepNote('shelf', shelf);
    await self.clients.claim();
  })());
});

// patience is how long a page may take before the shell stands in.
const patience = 15_000;

self.addEventListener('fetch', (event) => {
  if (off) return;
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  try {
    await leave();
    const answer = fetch(request);
    const late = new Promise<never>((_, lost) => setTimeout(() => lost(new Error('late')), patience));
    const got = await (request.method === 'GET' ? Promise.race([answer, late]) : answer);
    // A gate in between that says the house is away is no answer of the house.
    if (got.status >= 502 && got.status <= 504 && !got.headers.has('X-Request-Id')) throw new Error(String(got.status));
    return got;
  } catch (reason) {
    if (request.method !== 'GET') {
      // Nothing typed is lost: the browser stays on the page, which tells what happened.
      for (const client of await self.clients.matchAll({ type: 'window' })) if (client.id === event.clientId || client.focused) client.postMessage('not sent');
      return new Response(null, { status: 204 });
    }
    const english = (await note<string>('lang').catch(() => undefined)) === 'en';
    const cache = await caches.open(shelf);
    return (await cache.match(english ? '/offline?lang=en' : '/offline?lang=vi')) ?? Response.error();
  }
}

// leave ends a session whose person signed out while there was no network.
async function leave(): Promise<void> {
  if (!(await note<boolean>('sign-out'))) return;
  const answer = await fetch('/sign-out', { method: 'POST', redirect: 'manual' });
  if (answer.type === 'opaqueredirect' || answer.ok) await keepNote('sign-out', false);
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('sync', ((event: Event & { tag: string; waitUntil(work: Promise<unknown>): void }) => {
  if (event.tag === 'send') {
    event.waitUntil(send().then((all) => {
      if (!all) throw new Error('something still waits'); // the browser asks again later
    }));
  }
}) as EventListener);

