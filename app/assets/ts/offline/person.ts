// person knows who may read what this phone keeps: a key made at sign-in, opened again after a
// crash by the same password or PIN, gone when the person signs out.
import { lockOf, newDevice, newPersonKey, sendingKey, serverKey, unwrap } from './seal';
import { post } from './queue';
import { changed, learn, safe, store, type Device, type Known } from './store';

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
    if (!secret?.value || form.dataset.armed || event.defaultPrevented || !(form.hasAttribute('data-unlock') || form.closest('main.alone'))) return;
    event.preventDefault();
    const button = (event as SubmitEvent).submitter;
    form.dataset.armed = '1';
    const go = () => form.requestSubmit(button instanceof HTMLButtonElement ? button : undefined);
    arm(secret.value).then(go, go);
  });
  window.addEventListener('pageshow', () => document.querySelectorAll<HTMLFormElement>('form[data-armed]').forEach((f) => delete f.dataset.armed));
}

async function arm(secret: string): Promise<void> {
  const key = await lockOf(await device(), secret);
  await (await store()).put('opened', { token: pending, person: 0, key, seen: Date.now() });
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
  if (came) {
    const known = await db.get('people', person);
    const old = known && (await unwrap(came.key, known.wrapped));
    const made = old ? undefined : await newPersonKey(came.key);
    const key = old ?? made!.key;
    if (made) await forget(person);
    // All at once: who turns the page in the middle of this finds the key on the next one.
    const tx = db.transaction(['opened', 'people'], 'readwrite', safe);
    await tx.objectStore('opened').delete(pending);
    await tx.objectStore('opened').put({ token: mine, person, key, seen: now });
    if (made) await tx.objectStore('people').put({ person, name: document.body.dataset.name ?? '', wrapped: made.wrapped });
    await tx.done;
    return key;
  }
  if (have && (!person || have.person === person)) {
    await db.put('opened', { ...have, seen: now });
    return have.key;
  }
  return undefined;
}

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
  const key = who && (await unwrap(await lockOf(await device(), secret), who.wrapped));
  if (!key) return false;
  await db.put('opened', { token: token(), person, key, seen: Date.now() });
  changed();
  return true;
}

// forget drops the sheets of a person: they are copies. What waits to be sent stays.
async function forget(person: number): Promise<void> {
  const db = await store();
  for (const id of await db.getAllKeysFromIndex('sheets', 'person', person)) await db.delete('sheets', id);
}

async function wipe(person: number): Promise<void> {
  const db = await store();
  await forget(person);
  await db.delete('opened', token());
  await db.delete('people', person);
  await db.delete('keys', person);
}

// hasKey tells whether this person can write here now; a key is asked for when the last one ends.
export async function hasKey(person: number): Promise<boolean> {
  const db = await store();
  const have = await db.get('keys', person);
  const soon = 2 * 24 * 3600 * 1000;
  if (have && have.until - Date.now() > soon) return true;
  const asked = Date.now();
  const got = (await post('/api/v1/offline/keys', { device: (await device()).id })) as
    { key_id: string; key: string; server_key: string; until: string; now: number } | undefined;
  if (!got) return have !== undefined && have.until > Date.now();
  await learn(got.now, asked);
  await db.put('keys', { person, id: got.key_id, key: await sendingKey(got.key), server: await serverKey(got.server_key), until: Date.parse(got.until), no: 0 });
  return true;
}
