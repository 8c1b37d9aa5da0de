// round takes what a carer attests and has it safe on the phone before anything else; with a network
// it is in the books a moment later. The page tells the truth about each room: written here, or
// with a tick when the server has it.
import { disclose } from './seal';
import { receipt, send, write, type Request } from './queue';
import { store, type Entry, type Receipt } from './store';
import { clock, say } from './words';

// Own is what the writer may see of an entry that waits.
export interface Own {
  ward: number;
  slot: number;
  day: string;
  room: number;
  people: number[];
  undo?: boolean;
}

interface Result {
  resident_id: number;
  outcome: string;
}

interface Answer {
  recorded: number;
  seen?: number;
  here?: number;
  people: Result[];
}

type Body = { slot_id: number; shift_day: string; seconds?: number; rooms: { room_id: number; seen: number[] }[]; people: Record<string, unknown>[] };

// bodyOf reads a room's form as the API wants it.
export function bodyOf(form: HTMLFormElement): Body {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '');
  const body: Body = { slot_id: Number(text('slot_id')), shift_day: text('shift_day'),
    rooms: [{ room_id: Number(text('rooms[0].room_id')), seen: data.getAll('rooms[0].seen').map(Number) }], people: [] };
  if (text('seconds')) body.seconds = Number(text('seconds'));
  const people = new Map<string, Record<string, unknown>>();
  for (const [name, value] of data) {
    const part = /^people\[(\d+)\]\.(\w+)$/.exec(name);
    if (!part || value === '') continue;
    const person = people.get(part[1]) ?? {};
    person[part[2]] = part[2] === 'resident_id' ? Number(value) : value;
    people.set(part[1], person);
  }
  body.people = [...people.values()].filter((p) => Object.keys(p).length > 1);
  return body;
}

const wardOf = (form: HTMLFormElement) => Number(/\/wards\/(\d+)\/round$/.exec(new URL(form.action).pathname)?.[1] ?? 0);

export interface Writer {
  person: number;
  key: CryptoKey;
  // settled is told when the server has an entry; a page that can be fetched anew is.
  settled?: (form: HTMLElement, answer?: Answer) => Promise<void>;
}

// soon is how long a page waits for the server before it says that the entry is kept here.
const soon = 5_000;

let writer: Writer | undefined;

export function writes(who: Writer | undefined): void {
  writer = who;
}

export function rounds(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !writer || !form.matches('form.attest') || form.elements.namedItem('at')) return;
    const body = bodyOf(form);
    if (!wardOf(form) || body.rooms[0].seen.length + body.people.length === 0) return; // the server says what is missing
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = '1';
    (event as SubmitEvent).submitter?.classList.add('busy');
    void attest(writer, form, body);
  });
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-kept-undo]');
    if (button && writer) void undo(writer, button);
  });
}

async function attest(who: Writer, form: HTMLFormElement, body: Body): Promise<void> {
  const ward = wardOf(form);
  const people = [...new Set([...body.rooms[0].seen, ...body.people.map((p) => Number(p.resident_id))])];
  const own: Own = { ward, slot: body.slot_id, day: body.shift_day, room: body.rooms[0].room_id, people };
  const request: Request = { method: 'POST', path: `/api/v1/wards/${ward}/rounds`, body };
  const entry = await write(who.person, who.key, request, own).catch(() => undefined);
  delete form.dataset.busy;
  form.querySelector('.busy')?.classList.remove('busy');
  if (!entry) {
    // This phone cannot keep it: its store is full or was taken away. The plain way still leads there.
    writer = undefined;
    form.requestSubmit();
    return;
  }
  await follow(who, form, entry, own);
}

// follow waits a moment for the server; what it does not answer is shown as kept here, and stays so
// until it does.
async function follow(who: Writer, form: HTMLFormElement, entry: Entry, own: Own): Promise<void> {
  const sent = send().then(() => receipt(entry.id));
  const first = await Promise.race([sent, new Promise<undefined>((done) => window.setTimeout(() => done(undefined), navigator.onLine ? soon : 0))]);
  if (first?.outcome === 'done' && who.settled) return who.settled(form, first.answer as Answer);
  fold(form, own, entry.clock, first);
  if (first) return;
  const late = await sent;
  if (!late || !document.contains(form)) return;
  if (late.outcome === 'done' && who.settled && navigator.onLine) return who.settled(form, late.answer as Answer);
  lineOf(form, own)?.remove();
  fold(form, own, entry.clock, late);
}

const lineOf = (form: HTMLElement, own: Own) => [...(form.parentElement?.querySelectorAll<HTMLElement>('.kept-line') ?? [])].find((line) => line.dataset.own === JSON.stringify(own));

// rowOf finds whoever waits in a form, by the number of the person.
const rowsOf = (form: HTMLElement) => [...form.querySelectorAll<HTMLInputElement>('input[name$=".resident_id"]')].map((input) => ({ id: Number(input.value), row: input.closest<HTMLElement>('.person') ?? input }));

// put shows or hides some people of a form; who is hidden is not sent again.
function put(form: HTMLFormElement, people: number[], away: boolean): void {
  const rows = rowsOf(form);
  for (const { id, row } of rows) {
    if (!people.includes(id)) continue;
    row.hidden = away;
    row.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select').forEach((field) => (field.disabled = away));
  }
  form.hidden = rows.every(({ row }) => row.hidden);
  const card = form.closest<HTMLElement>('.room');
  card?.classList.toggle('kept-room', form.hidden);
  card?.classList.toggle('open', !form.hidden);
}

// fold tells what became of those who were written here: a cloud stands for them until the server has
// them, a tick when it has. What it could not enter is said as it is, and they stay in sight.
function fold(form: HTMLFormElement, own: Own, wrote: number, said?: Receipt): void {
  const at = clock(wrote);
  const out = said && said.outcome !== 'done';
  put(form, own.people, !out);
  const text = !said ? say('kept_room', { n: own.people.length, time: at })
    : said.outcome === 'done' ? say('sent_room', { n: own.people.length, time: at })
      : say(said.outcome === 'kept' ? 'to_tray' : 'stuck', { why: said.text });
  const line = document.createElement('div');
  line.className = 'kept-line';
  line.dataset.own = JSON.stringify(own);
  const word = document.createElement('p');
  word.className = `chip big ${!said ? 'due' : out ? 'danger' : 'done'}`;
  word.textContent = text;
  line.append(word);
  if (!out) {
    const back = document.createElement('button');
    back.type = 'button';
    back.className = 'button quiet';
    back.dataset.keptUndo = '';
    back.textContent = say('undo');
    line.append(back);
  }
  line.dataset.room = String(own.room);
  form.before(line);
  const left = [...document.querySelectorAll<HTMLFormElement>('form.attest:not([hidden])')];
  const next = form.hidden ? left[0]?.closest<HTMLElement>('.room') : undefined;
  next?.classList.add('open');
  next?.scrollIntoView({ block: 'start' });
  announce(left.length === 0 && !out ? say('kept_all') : text);
}

// undo takes back what was written here: another entry that follows the first, for nothing that was
// written is ever dropped.
async function undo(who: Writer, button: HTMLElement): Promise<void> {
  const line = button.closest<HTMLElement>('.kept-line');
  if (!line || button.dataset.busy) return;
  button.dataset.busy = '1';
  const own = JSON.parse(line.dataset.own!) as Own;
  const request: Request = { method: 'POST', path: `/api/v1/wards/${own.ward}/rounds/undo`, body: { slot_id: own.slot, shift_day: own.day, residents: own.people } };
  await write(who.person, who.key, request, { ...own, undo: true });
  const form = line.parentElement?.querySelector<HTMLFormElement>('form.attest');
  if (form) put(form, own.people, false);
  line.remove();
  void send();
}

// Wrote is an entry as its writer may see it.
export interface Wrote<T = Own> {
  own: T;
  clock: number;
  receipt?: Receipt;
}

// wroteOf lists what a person wrote on this phone of a day, in its order: what waits, and what is sent.
// What was written under a key of before is counted, and the server will show it.
export async function wroteOf<T = Own>(who: { person: number; key: CryptoKey }): Promise<Wrote<T>[]> {
  const db = await store();
  const all = [...(await db.getAll('queue')).map((e) => ({ ...e, receipt: undefined })), ...(await db.getAll('receipts')).filter((r) => r.outcome !== 'refused').map((r) => ({ ...r, receipt: r }))];
  const out: Wrote<T>[] = [];
  for (const e of all.filter((one) => one.person === who.person).sort((a, b) => a.seq! - b.seq!)) {
    const own = await disclose<T>(who.key, e.own).catch(() => undefined);
    if (own) out.push({ own, clock: e.clock, receipt: e.receipt });
  }
  return out;
}

// applyOwn folds the rooms of a sheet that this person wrote: what one wrote oneself is never invisible.
// A sheet that was kept before knows nothing of what was sent since; the server's own page does (fresh).
export async function applyOwn(who: Writer, ward: number, slot: number, day: string, fresh = true): Promise<void> {
  const written = new Map<number, Wrote>(); // by person: what was written last
  for (const wrote of await wroteOf(who)) {
    const { own, receipt: said } = wrote;
    if ('form' in own || own.ward !== ward || own.slot !== slot || own.day !== day || (said && (fresh || said.outcome !== 'done'))) continue;
    for (const id of own.people) {
      if (own.undo) written.delete(id);
      else written.set(id, wrote);
    }
  }
  for (const form of document.querySelectorAll<HTMLFormElement>('form.attest')) {
    if (form.parentElement?.querySelector('.kept-line')) continue; // shown already
    for (const wrote of new Set(written.values())) {
      const here = rowsOf(form).map(({ id }) => id).filter((id) => written.get(id) === wrote);
      if (here.length > 0) fold(form, { ...wrote.own, people: here }, wrote.clock, wrote.receipt);
    }
  }
}

let voice: HTMLElement | undefined;

// announce tells who cannot see the page what happened.
function announce(text: string): void {
  voice ??= document.body.appendChild(Object.assign(document.createElement('p'), { className: 'unseen', role: 'status' }));
  voice.textContent = text;
}

// again fetches the page anew and puts its parts in place: faster than a whole load, and the thumb
// stays where it is.
export async function again(_form: HTMLElement, answer?: Answer): Promise<void> {
  const page = await fetch(location.pathname + location.search, { cache: 'no-store' }).catch(() => undefined);
  if (!page?.ok || page.redirected) return location.reload();
  const doc = new DOMParser().parseFromString(await page.text(), 'text/html');
  for (const part of ['main.main', '.top-extra', '.top-sub']) {
    const now = document.querySelector(part);
    const then = doc.querySelector(part);
    if (now && then) now.replaceWith(then);
    else if (now && !then) now.remove();
  }
  const main = document.querySelector('main.main')!;
  main.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }));
  (document.getElementById('next') ?? main).scrollIntoView({ block: 'start' });
  if (answer) tell(answer);
}

// tell shows the short word after an act, with the way back.
function tell(answer: Answer): void {
  const frame = document.querySelector<HTMLTemplateElement>('#kept-snack')?.content.firstElementChild;
  const form = document.querySelector<HTMLElement>('[data-round]');
  if (!frame || !form) return;
  document.querySelector('.snack')?.remove();
  const snack = document.importNode(frame, true) as HTMLElement;
  const recorded = answer.people.filter((p) => p.outcome === 'recorded').map((p) => p.resident_id);
  const others = answer.people.filter((p) => p.outcome !== 'recorded' && p.outcome !== 'already').length;
  const all = answer.here && answer.seen && answer.seen >= answer.here;
  const word = recorded.length + others === 0 ? say('told_already') : others > 0 ? say('told_some', { n: recorded.length, kept: others }) : all ? say('told_all', { n: answer.seen! }) : say('told_room', { n: recorded.length });
  snack.querySelector('[data-word]')!.textContent = word;
  if (others > 0) snack.classList.add('due');
  const back = snack.querySelector('form');
  if (back && recorded.length > 0) {
    back.action = form.dataset.round! + '/undo';
    const add = (name: string, value: string) => back.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    add('slot_id', form.dataset.slot!);
    add('shift_day', form.dataset.day!);
    recorded.forEach((id, i) => add(`residents[${i}]`, String(id)));
  } else back?.remove();
  document.body.append(snack);
}
