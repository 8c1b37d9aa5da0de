// person knows who may read what this phone keeps: one key a person, made at sign-in, opened again after a
// crash by the password or the PIN, closed when the person signs out.
import { halfLock, lockOf, newDevice, newRaw, personKey, sendingKey, serverKey, unwrap, wrap } from './seal';
import { shelf } from './draft';
import { post } from './queue';
import { changed, learn, safe, store, type Device, type Known, type Opened, type Secret } from './store';

async function device(): Promise<Device> {
  const db = await store();
  const have = await db.get('device', 'this');
  if (have) return have;
  const made = await newDevice();
  const tx = db.transaction('device', 'readwrite', safe);
  const other = await tx.store.get('this'); // another tab may have been faster
  if (!other) await tx.store.put(made, 'this');
  await tx.done;
  return other ?? made;
}

const pending = 'pending';
const fresh = 120_000;

// guard listens at the doors: what is typed there makes the key of the person, before it travels.
export function guard(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    const secret = form.querySelector<HTMLInputElement>('input[data-secret], input[autocomplete="current-password"]');
    if (form.action.endsWith('/sign-out')) return void leave(event, form);
    // A badge comes after a PIN that was wrong: that one is nobody's secret.
    if (form.closest('main.alone') && !secret?.value && form.method === 'post') void store().then((db) => db.delete('opened', pending));
    if (!secret?.value || form.dataset.armed || event.defaultPrevented || !(form.hasAttribute('data-unlock') || form.closest('main.alone'))) return;
    event.preventDefault();
    const button = (event as SubmitEvent).submitter;
    form.dataset.armed = '1';
    const go = () => form.requestSubmit(button instanceof HTMLButtonElement ? button : undefined);
    arm(secret.value, secret.name === 'pin' ? 'pin' : 'password').then(go, go);
  });
  window.addEventListener('pageshow', () => document.querySelectorAll<HTMLFormElement>('form[data-armed]').forEach((f) => delete f.dataset.armed));
}

async function arm(typed: string, secret: Secret): Promise<void> {
  const key = await lockOf(await device(), typed);
  await (await store()).put('opened', { token: pending, person: 0, key, seen: Date.now(), secret });
}

// leave wipes what a person's key opens before the person is gone.
function leave(event: Event, form: HTMLFormElement): void {
  if (form.dataset.wiped) return;
  event.preventDefault();
  form.dataset.wiped = '1';
  const person = signedIn();
  const go = async () => {
    if (navigator.onLine) return form.requestSubmit();
    await (await store()).put('notes', true, 'sign-out');
    location.assign('/offline');
  };
  wipe(person).then(go, go);
}

export function signedIn(): number {
  return Number(document.body.dataset.person ?? 0);
}

// token names this tab. It lives as long as the tab does, through every reload, and dies with the
// browser: after that the key must be opened again.
function token(): string {
  let mine = sessionStorage.getItem('tab');
  if (!mine) {
    mine = crypto.randomUUID();
    sessionStorage.setItem('tab', mine);
  }
  return mine;
}

// settle finds the key of whoever is signed in here, and puts away those of tabs that are gone.
export async function settle(): Promise<CryptoKey | undefined> {
  const mine = token();
  void navigator.locks?.request(`tab ${mine}`, () => new Promise(() => {}));
  const db = await store();
  const now = Date.now();
  const alive = new Set((await navigator.locks?.query())?.held?.map((l) => l.name) ?? []);
  for (const o of await db.getAll('opened')) {
    const gone = o.token === pending ? now - o.seen > fresh : o.token !== mine && !alive.has(`tab ${o.token}`) && now - o.seen > 60_000;
    if (gone) await db.delete('opened', o.token);
  }
  const person = signedIn();
  const have = await db.get('opened', mine);
  if (have && person && have.person !== person) await db.delete('opened', mine); // somebody else signed in here
  const came = person ? await db.get('opened', pending) : undefined;
  if (person && (came || have?.person !== person)) {
    const key = await (navigator.locks ? navigator.locks.request('maiam-key', () => openFor(person, mine, came)) : openFor(person, mine, came));
    if (key) return key;
  }
  if (have && (!person || have.person === person)) {
    await db.put('opened', { ...have, seen: now });
    return have.key;
  }
  return undefined;
}

// openFor opens the one key of a person on this phone: by what was typed at the door, else by the house's
// half. Where there is none yet it is made, and closed once for each way that is at hand.
async function openFor(person: number, mine: string, came?: Opened): Promise<CryptoKey | undefined> {
  const db = await store();
  const who = await db.get('people', person);
  const secret = came?.secret ?? 'password';
  let raw = came && ((await unwrap(came.key, who?.locks?.[secret])) ?? (await unwrap(came.key, who?.wrapped)));
  const half = raw && who?.half ? undefined : await houseHalf();
  raw ??= half && (await unwrap(half, who?.half));
  if (!raw && !came && !half) return undefined;
  if (!raw) await forget(person); // nobody can open what lies here from before
  const next: Known = { person, name: document.body.dataset.name ?? '', locks: raw ? { ...who?.locks } : {}, half: raw && who?.half };
  raw ??= newRaw();
  if (came) next.locks![secret] = await wrap(came.key, raw);
  if (half) next.half = await wrap(half, raw);
  const key = await personKey(raw);
  // All at once: who turns the page in the middle of this finds the key on the next one.
  const tx = db.transaction(['opened', 'people'], 'readwrite', safe);
  if (came) await tx.objectStore('opened').delete(pending);
  await tx.objectStore('opened').put({ token: mine, person, key, seen: Date.now() });
  await tx.objectStore('people').put(next);
  await tx.done;
  await askAgain(person);
  return key;
}

// askAgain has the next page ask whether the key of this person still holds here: the house gives the same
// one again, or another where a sign-in of theirs on this phone was ended from elsewhere.
async function askAgain(person: number): Promise<void> {
  const tx = (await store()).transaction('keys', 'readwrite', safe);
  const have = await tx.store.get(person);
  if (have) await tx.store.put({ ...have, ask: true });
  await tx.done;
}

// houseHalf asks the house for its half, which it gives to whoever is signed in and may work here
// without a network.
async function houseHalf(): Promise<CryptoKey | undefined> {
  if (document.body.dataset.offline === undefined) return undefined;
  const here = await device();
  const answer = await fetch(`/api/v1/offline/half?device=${here.id}`, { cache: 'no-store', headers: { Accept: 'application/json' } }).catch(() => undefined);
  return answer?.ok ? halfLock(here, ((await answer.json()) as { half: string }).half) : undefined;
}

// byBadge tells that a person's key opens here only while they are signed in.
export async function byBadge(person: number): Promise<boolean> {
  const who = await (await store()).get('people', person);
  return who?.locks !== undefined && locksOf(who).length === 0;
}

export const locksOf = (who: Known) => [...Object.values(who.locks ?? {}), who.wrapped].filter((lock) => lock !== undefined);

// shut closes what this tab has open: the page locked itself, or somebody stands at the door.
export async function shut(): Promise<void> {
  await (await store()).delete('opened', token());
}

// current is whose sheets this tab may show.
export async function current(): Promise<{ person: number; key: CryptoKey } | undefined> {
  return (await store()).get('opened', token());
}

// known lists who can open something on this phone.
export async function known(): Promise<Known[]> {
  return (await store()).getAll('people');
}

// unlock opens a person's key again, without a network: after a crash, or a pulled battery.
export async function unlock(person: number, secret: string): Promise<boolean> {
  const db = await store();
  const who = await db.get('people', person);
  const lock = await lockOf(await device(), secret);
  let raw: Uint8Array<ArrayBuffer> | undefined;
  for (const closed of who ? locksOf(who) : []) raw ??= await unwrap(lock, closed);
  if (!raw) return false;
  await db.put('opened', { token: token(), person, key: await personKey(raw), seen: Date.now() });
  changed();
  return true;
}

// forget drops the sheets of a person: they are copies. What waits to be sent stays.
async function forget(person: number): Promise<void> {
  const db = await store();
  for (const id of await db.getAllKeysFromIndex('sheets', 'person', person)) await db.delete('sheets', id);
}

// wipe takes away what opens a person's key here. While something of theirs waits to be sent, the key stays
// under the house's half alone: signed in again, they can read what waits.
async function wipe(person: number): Promise<void> {
  const db = await store();
  await forget(person);
  await db.delete('opened', token());
  await db.delete('notes', shelf(person));
  const who = await db.get('people', person);
  const waits = (await db.getAll('queue')).some((entry) => entry.person === person);
  if (who?.half && waits) await db.put('people', { person, name: who.name, half: who.half });
  else await db.delete('people', person);
  await db.delete('keys', person);
}

// hasKey tells whether this person can write here now; a key is asked for when the last one ends.
export async function hasKey(person: number): Promise<boolean> {
  const db = await store();
  const have = await db.get('keys', person);
  const soon = 2 * 24 * 3600 * 1000;
  if (have && !have.ask && have.until - Date.now() > soon) return true;
  const asked = Date.now();
  const got = (await post('/api/v1/offline/keys', { device: (await device()).id, have: have?.id })) as
    { key_id: string; key: string; server_key: string; until: string; now: number } | undefined;
  if (!got) return have !== undefined && have.until > Date.now();
  await learn(got.now, asked);
  const fresh = { person, id: got.key_id, key: await sendingKey(got.key), server: await serverKey(got.server_key), until: Date.parse(got.until), no: 0 };
  const tx = db.transaction('keys', 'readwrite', safe);
  const now = await tx.store.get(person);
  // The same key goes on with its numbers: something may have been written while the house answered.
  await tx.store.put(now?.id === fresh.id ? { ...fresh, no: now.no } : fresh);
  await tx.done;
  return true;
}
