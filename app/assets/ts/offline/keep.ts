// keep holds the sheets of the coming rounds ready, so that a whole shift can be walked without a
// network. They are fetched in the quiet after a page, sealed for the person who fetched them.
import { close, disclose } from './seal';
import { aDay } from './queue';
import { keepNote, learn, note, store } from './store';

// Sheet is one round of one ward as the server drew it.
export interface Sheet {
  ward: number;
  wardName: string;
  slot: number;
  day: string;
  name: string;
  setFor: number;
  opens: number;
  under: string;
  body: string; // the inside of <main>
  fetched: number; // by the clock of the house
}

// Blank is a form with nothing in it, with the people of a ward to choose from.
export interface Blank {
  form: 'incident' | 'vitals' | 'tasks';
  ward: number;
  wardName: string;
  title: string;
  body: string;
}

interface Plan {
  now: number;
  forms?: { form: Blank['form']; ward_id: number; ward: string; path: string }[];
  sheets: { ward_id: number; ward: string; slot_id: number; shift_day: string; name: string; set_for: string; opens: string; path: string }[];
}

// often is how old kept sheets may become while there is a network.
const often = 10 * 60_000;
// quiet is how long after a page the keeping waits: the person comes first.
const quiet = 4_000;

export function keepLater(person: number, key: CryptoKey, soon = false): void {
  const go = () => void keepNow(person, key, soon).catch(() => undefined);
  window.setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(go, { timeout: 5_000 }) : go()), soon ? 0 : quiet);
}

async function keepNow(person: number, key: CryptoKey, soon: boolean): Promise<void> {
  if (!navigator.locks) return keepAll(person, key, soon);
  await navigator.locks.request('maiam-keep', { ifAvailable: true }, (lock) => (lock ? keepAll(person, key, soon) : undefined));
}

async function keepAll(person: number, key: CryptoKey, soon: boolean): Promise<void> {
  const last = (await note<number>(`kept ${person}`)) ?? 0;
  if (!soon && Math.abs(Date.now() - last) < often) return;
  const asked = Date.now();
  const answer = await fetch('/api/v1/offline/sheets', { cache: 'no-store', headers: { Accept: 'application/json' } });
  if (!answer.ok) return;
  const plan = (await answer.json()) as Plan;
  await learn(plan.now, asked);
  const faces = new Map<string, string>();
  const db = await store();
  const wanted = new Set<string>();
  // inside gives what a page of the house says, with the faces in it.
  const inside = async (path: string) => {
    const page = await fetch(path, { cache: 'no-store' });
    if (!page.ok || page.redirected) return undefined;
    const doc = new DOMParser().parseFromString(await page.text(), 'text/html');
    const main = doc.querySelector('main.main');
    if (main) await embed(main, faces);
    return main ? { doc, body: main.innerHTML } : undefined;
  };
  const shelve = async (id: string, what: Sheet | Blank) => {
    await db.put('sheets', { id, person, when: Date.now(), sealed: await close(key, what) });
    wanted.add(id);
  };
  for (const s of plan.sheets) {
    const page = await inside(s.path);
    if (!page) continue;
    await shelve([person, s.ward_id, s.slot_id, s.shift_day].join('/'), { ward: s.ward_id, wardName: s.ward, slot: s.slot_id, day: s.shift_day, name: s.name, setFor: Date.parse(s.set_for),
      opens: Date.parse(s.opens), under: page.doc.querySelector('.top-sub')?.textContent ?? '', body: page.body, fetched: plan.now });
  }
  for (const f of plan.forms ?? []) {
    const page = await inside(f.path);
    if (page) await shelve([person, f.form, f.ward_id].join('/'), { form: f.form, ward: f.ward_id, wardName: f.ward, title: page.doc.querySelector('h1')?.textContent ?? '', body: page.body });
  }
  for (const id of await db.getAllKeysFromIndex('sheets', 'person', person)) {
    const old = await db.get('sheets', id);
    if (old && !wanted.has(id) && Math.abs(Date.now() - old.when) > aDay / 2) await db.delete('sheets', id);
  }
  await keepNote(`kept ${person}`, Date.now());
}

// embed puts the photographs into the sheet: a face is what tells two people apart at five in the
// morning.
async function embed(main: Element, faces: Map<string, string>): Promise<void> {
  for (const img of main.querySelectorAll<HTMLImageElement>('img[src^="/"]')) {
    const src = img.getAttribute('src')!;
    if (!faces.has(src)) {
      const answer = await fetch(src);
      faces.set(src, answer.ok ? await asData(await answer.blob()) : '');
    }
    if (faces.get(src)) img.setAttribute('src', faces.get(src)!);
    else img.remove();
  }
}

const asData = (blob: Blob) => new Promise<string>((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result as string);
  reader.onerror = () => done('');
  reader.readAsDataURL(blob);
});

async function opened<T>(person: number, key: CryptoKey, blank: boolean): Promise<T[]> {
  const out: T[] = [];
  for (const s of await (await store()).getAllFromIndex('sheets', 'person', person)) {
    if (/\/[a-z]+\/\d+$/.test(s.id) !== blank) continue;
    try {
      out.push(await disclose<T>(key, s.sealed));
    } catch {
      // sealed with a key of before: it is only a copy, and is fetched again
    }
  }
  return out;
}

// kept lists the sheets this person can open, by time and ward.
export const kept = async (person: number, key: CryptoKey) =>
  (await opened<Sheet>(person, key, false)).sort((a, b) => a.setFor - b.setFor || a.wardName.localeCompare(b.wardName, 'vi'));

// blanks lists the forms this person can fill in, by ward.
export const blanks = async (person: number, key: CryptoKey) => (await opened<Blank>(person, key, true)).sort((a, b) => a.wardName.localeCompare(b.wardName, 'vi') || a.form.localeCompare(b.form));
