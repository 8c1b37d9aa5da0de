// queue is the way of every entry: first safely onto this phone, then to the server, and away only
// when the server's receipt is here.
import { heard, speaks } from '../renew';
import { close, sign, toServer } from './seal';
import { changed, keepNote, learn, note, safe, store, type Entry, type Receipt, type Store } from './store';

// Request is the operation of the API that an entry stands for.
export interface Request {
  method: 'POST';
  path: string;
  body: unknown;
  // form is the key under which a form of a page went before whose answer never came: the server then
  // has it already, perhaps.
  form?: string;
}

// write puts an entry where neither a crash nor a pulled battery loses it. own is what the person
// may see of it until it is sent.
export async function write(person: number, seal: CryptoKey, request: Request, own: unknown, back = false): Promise<Entry> {
  const clock = Date.now();
  const db = await store();
  const tx = db.transaction(['keys', 'notes'], 'readwrite', safe);
  const key = await tx.objectStore('keys').get(person);
  const known = ((await tx.objectStore('notes').get('clock')) as number | undefined) ?? null;
  if (!key) {
    await tx.done;
    throw new Error('this person has no key to send with');
  }
  key.no += 1;
  await tx.objectStore('keys').put(key);
  await tx.done;
  const id = crypto.randomUUID();
  const sealed = await toServer(key.server, id, request);
  const entry: Entry = { id, person, keyID: key.id, no: key.no, clock, known, sealed, mac: '', own: await close(seal, own), ...(back && { back }) };
  entry.mac = await sign(key, entry);
  const put = db.transaction('queue', 'readwrite', safe);
  entry.seq = await put.store.add(entry);
  await put.done;
  changed();
  void ask();
  return entry;
}

// ask lets the browser send later by itself, also when every page of the house is closed.
async function ask(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.ready;
    await (worker as unknown as { sync?: { register(name: string): Promise<void> } })?.sync?.register('send');
  } catch {
    // not every browser can; pages send when they are opened
  }
}

interface Told {
  now: number;
  results: { id: string; outcome: 'done' | 'kept' | 'retry' | 'refused'; code?: string; text?: string; at?: string; answer?: unknown }[];
}

// atOnce is how many entries travel together.
const atOnce = 50;
// patience is how long one journey to the server may take.
const patience = 30_000;

// there tells whether the house answers at all.
export const there = () => fetch('/healthz', { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(3_000) }).then((answer) => answer.ok, () => false);

// leaving marks what its writer could still take back, before it goes: from here on it may be in the
// books. Where the house does not even answer, it stays untouched.
async function leaving(db: Store, waiting: Entry[]): Promise<boolean> {
  const mine = waiting.filter((e) => e.back && !e.left);
  if (mine.length === 0) return true;
  if (!(await there())) return false;
  const tx = db.transaction('queue', 'readwrite', safe);
  for (const e of mine) await tx.store.put(Object.assign(e, { left: true }));
  await tx.done;
  return true;
}

// takeBack drops what its own writer wrote and what never left this phone. It tells whether that was so.
export async function takeBack(person: number, id: string): Promise<boolean> {
  const drop = async () => {
    const tx = (await store()).transaction('queue', 'readwrite', safe);
    const entry = await tx.store.index('id').get(id);
    const may = entry?.back === true && !entry.left && entry.person === person;
    if (may) await tx.store.delete(entry.seq!);
    await tx.done;
    return may;
  };
  const done = await (navigator.locks ? navigator.locks.request('maiam-send', drop) : drop());
  changed();
  return done;
}

// send gives the server everything that waits, in the order in which it was written, and tells
// whether nothing waits any more. One tab at a time does it for all.
export async function send(): Promise<boolean> {
  if (!navigator.locks) return sendNow();
  return navigator.locks.request('maiam-send', sendNow);
}

async function sendNow(): Promise<boolean> {
  const db = await store();
  for (;;) {
    const waiting = (await db.getAll('queue')).filter((e) => e.stuck === undefined).slice(0, atOnce);
    if (waiting.length === 0) return true;
    if (!(await leaving(db, waiting))) return false;
    const asked = Date.now();
    // Nobody's session goes along: the entries say themselves whose they are, and a tablet that sends by
    // itself is nobody's activity.
    const lang = (await note<string>('lang')) ?? 'vi';
    const answer = await post(`/api/v1/offline/entries?lang=${lang}`, {
      now: asked,
      entries: waiting.map(({ id, keyID, no, clock, known, sealed, mac }) => ({ id, key_id: keyID, no, clock, known, sealed, mac })),
    }, 'omit');
    if (!answer) return false;
    const told = answer as Told;
    if (!Array.isArray(told.results)) return false;
    await learn(told.now, asked);
    const again = await settle(waiting, told);
    changed();
    if (again) return false;
  }
}

// settle does what the server said of each entry; what it did not speak of stays. It tells whether
// something is to be sent again later.
async function settle(sent: Entry[], told: Told): Promise<boolean> {
  const db = await store();
  const tx = db.transaction(['queue', 'receipts'], 'readwrite', safe);
  const answers = new Map(told.results.map((r) => [r.id, r]));
  let again = false;
  for (const entry of sent) {
    const said = answers.get(entry.id);
    if (!said || said.outcome === 'retry') {
      again = true;
      continue;
    }
    const receipt: Receipt = { id: entry.id, person: entry.person, outcome: said.outcome, text: said.text ?? '', when: Date.now(), answer: said.answer,
      seq: entry.seq!, clock: entry.clock, own: entry.own };
    await tx.objectStore('receipts').put(receipt);
    if (said.outcome === 'refused') {
      await tx.objectStore('queue').put({ ...entry, stuck: said.text || said.code || '?' });
    } else {
      await tx.objectStore('queue').delete(entry.seq!);
    }
  }
  await tx.done;
  return again;
}

export async function post(path: string, body: unknown, credentials: RequestCredentials = 'same-origin'): Promise<unknown> {
  try {
    const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body), credentials, cache: 'no-store',
      headers: { 'Content-Type': 'application/json', 'Maiam-Format': String(speaks()) }, signal: AbortSignal.timeout(patience) });
    heard(answer.headers.get('Maiam-Least'));
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined; // no network: what waits goes on waiting
  }
}

// receipt tells what became of an entry, once the server has said it.
export async function receipt(id: string): Promise<Receipt | undefined> {
  return (await store()).get('receipts', id);
}

// aDay is how long sheets and receipts are remembered.
export const aDay = 24 * 3600 * 1000;

// tidy drops receipts and sheets that are a day old. Entries are never touched.
export async function tidy(): Promise<void> {
  const last = (await note<number>('tidied')) ?? 0;
  if (Date.now() - last < 3600_000 && Date.now() >= last) return;
  await keepNote('tidied', Date.now());
  const db = await store();
  const tx = db.transaction(['receipts', 'sheets'], 'readwrite');
  // A clock that an empty battery set back years must not cost a carer the sheets of the shift: only what
  // is older goes, and what was refused is read first.
  const old = (when: number) => Date.now() - when > aDay;
  for (const r of await tx.objectStore('receipts').getAll()) if (old(r.when) && (r.outcome === 'done' || r.seen)) await tx.objectStore('receipts').delete(r.id);
  for (const s of await tx.objectStore('sheets').getAll()) if (old(s.when)) await tx.objectStore('sheets').delete(s.id);
  await tx.done;
}

export interface Count {
  waiting: number;
  stuck: number;
}

// count tells what waits, and what somebody has to look at: entries that nobody can read, and those of
// this person that went to the tray and were not read about yet.
export async function count(person: number): Promise<Count> {
  const db = await store();
  const all = await db.getAll('queue');
  const stuck = all.filter((e) => e.stuck !== undefined).length;
  const away = (await db.getAll('receipts')).filter((r) => r.outcome === 'kept' && !r.seen && r.person === person).length;
  return { waiting: all.length - stuck, stuck: stuck + away };
}
