// shell is the house without a network: the rounds this phone holds, and what waits to be sent.
import { kept, type Sheet } from './keep';
import { current, known, settle, shut, unlock } from './person';
import { send, tidy } from './queue';
import { applyOwn, writes, wroteOf, type Own } from './round';
import { disclose } from './seal';
import { houseNow, note, onChange, store } from './store';
import { clock, say } from './words';

const part = (name: string) => document.querySelector<HTMLElement>(`[data-off="${name}"]`)!;
const show = (name: string, on: boolean) => (part(name).hidden = !on);

export async function shell(): Promise<void> {
  if (!document.querySelector('[data-off]')) return;
  part('retry').addEventListener('click', () => location.reload());
  part('unlock').addEventListener('submit', (event) => void open(event));
  onChange(() => void queue());
  window.addEventListener('online', () => void back());
  window.setInterval(() => void back(), 10_000);
  await tidy();
  await settle();
  await draw();
  void lock();
  void back();
}

// alone is after how many seconds without a touch the sheets close where the device has no lock of its
// own to say it.
const alone = 15 * 60;

// lock closes the sheets when nobody uses them: whoever picks the device up next opens their own.
async function lock(): Promise<void> {
  const after = ((await note<number>('lock')) || alone) * 1000;
  let used = performance.now();
  for (const kind of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']) document.addEventListener(kind, () => { used = performance.now(); }, { capture: true, passive: true });
  window.setInterval(async () => {
    if (performance.now() - used < after || !(await current())) return;
    await shut();
    location.reload();
  }, 1000);
}

// back looks whether the house can be reached again. When all that waited is sent and nothing is being
// written, the page that was asked for comes by itself.
async function back(): Promise<void> {
  const there = await fetch('/healthz', { cache: 'no-store', credentials: 'omit' }).then((answer) => answer.ok, () => false);
  show('away', !there);
  if (!there || !(await send())) return;
  const writing = document.querySelector('details.look[open]') || part('unlock').querySelector<HTMLInputElement>('input')?.value;
  if (!writing && location.pathname !== '/offline') location.reload();
}

async function draw(): Promise<void> {
  const who = await current();
  const people = await known();
  show('unlock', !who && people.length > 0);
  show('empty', !who && people.length === 0);
  if (!who) {
    const list = part('unlock').querySelector('select')!;
    list.replaceChildren(...people.map((p) => new Option(p.name, String(p.person))));
    await queue();
    return;
  }
  writes({ person: who.person, key: who.key });
  const sheets = await kept(who.person, who.key);
  const asked = /^\/wards\/(\d+)\/round/.exec(location.pathname);
  const query = new URLSearchParams(location.search);
  const chosen = query.get('kept')?.split('/');
  const now = await houseNow();
  let sheet: Sheet | undefined;
  if (chosen) sheet = sheets.find((s) => [s.ward, s.slot, s.day].join('/') === chosen.join('/'));
  else if (asked) {
    const ward = sheets.filter((s) => s.ward === Number(asked[1]));
    sheet = query.get('slot') ? ward.find((s) => s.slot === Number(query.get('slot')) && s.day === query.get('day')) : ward.filter((s) => s.opens <= now).pop();
  }
  if (sheet) await walk(sheet, who);
  else list(sheets, now);
  await queue();
}

function list(sheets: Sheet[], now: number): void {
  show('rounds', true);
  const box = part('rounds').querySelector('ul')!;
  const due = new Map<number, Sheet>();
  for (const s of sheets) if (s.opens <= now) due.set(s.ward, s);
  box.replaceChildren(...sheets.filter((s) => s.opens > now || due.get(s.ward) === s || now - s.setFor < 12 * 3600_000).map((s) => {
    const row = document.createElement('li');
    const link = document.createElement('a');
    link.className = 'kept-row';
    link.href = `/offline?kept=${[s.ward, s.slot, s.day].join('/')}`;
    const name = Object.assign(document.createElement('strong'), { textContent: s.wardName });
    const what = Object.assign(document.createElement('span'), { textContent: s.name });
    const state = Object.assign(document.createElement('span'), { className: 'chip' });
    if (s.opens > now) state.textContent = say('opens_at', { time: clock(s.opens) });
    else {
      state.textContent = due.get(s.ward) === s ? say('due_now') : say('earlier');
      if (due.get(s.ward) === s) state.classList.add('due');
    }
    link.append(name, what, state);
    row.append(link);
    return row;
  }));
  show('none', sheets.length === 0);
}

// walk shows the sheet of a round as it was when there was a network last, with what was written
// here since.
async function walk(sheet: Sheet, who: { person: number; key: CryptoKey }): Promise<void> {
  show('rounds', false);
  show('none', false);
  show('others', true);
  const box = part('sheet');
  box.innerHTML = sheet.body; // drawn by our own server, sealed since; the page's policy runs no script in it
  box.hidden = false;
  document.querySelector('h1')!.textContent = sheet.wardName;
  part('asof').hidden = false;
  part('asof').querySelector('[data-time]')!.textContent = clock(sheet.fetched);
  const sub = part('under');
  sub.hidden = false;
  sub.textContent = sheet.under;
  await applyOwn(who, sheet.ward, sheet.slot, sheet.day, false);
  box.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }));
}

async function open(event: Event): Promise<void> {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const wrong = form.querySelector<HTMLElement>('[data-off="wrong"]')!;
  const secret = form.querySelector<HTMLInputElement>('input[type="password"]')!;
  const wait = Number(form.dataset.wait ?? 0) - Date.now();
  if (wait > 0) return;
  const ok = await unlock(Number(form.querySelector('select')!.value), secret.value);
  secret.value = '';
  wrong.hidden = ok;
  if (ok) {
    form.hidden = true;
    return draw();
  }
  const tries = Number(form.dataset.tries ?? 0) + 1;
  form.dataset.tries = String(tries);
  if (tries >= 5) form.dataset.wait = String(Date.now() + 30_000);
  secret.focus();
}

// queue lists what waits, and what could not be entered: one's own with what it is about, other
// people's as a number alone.
async function queue(): Promise<void> {
  const who = await current();
  const db = await store();
  const sheets = who ? await kept(who.person, who.key) : [];
  const rows: HTMLElement[] = [];
  const row = (own: Own, wrote: number, wrong?: string) => {
    const line = document.createElement('li');
    line.className = 'kept-entry';
    const of = sheets.find((s) => s.ward === own.ward && s.slot === own.slot && s.day === own.day);
    line.append(Object.assign(document.createElement('span'), { textContent: say(own.undo ? 'row_undo' : 'row', { ward: of?.wardName ?? '', round: of?.name ?? '', n: own.people.length, time: clock(wrote) }) }));
    if (wrong !== undefined) line.append(Object.assign(document.createElement('span'), { className: 'wrong', textContent: wrong }));
    rows.push(line);
  };
  let others = 0;
  for (const entry of await db.getAll('queue')) {
    const own = who?.person === entry.person ? await disclose<Own>(who.key, entry.own).catch(() => undefined) : undefined;
    if (own) row(own, entry.clock, entry.stuck === undefined ? undefined : say('stuck', { why: entry.stuck }));
    else others += 1;
  }
  if (others > 0) rows.push(Object.assign(document.createElement('li'), { className: 'kept-entry', textContent: say('row_others', { n: others }) }));
  for (const { own, clock: wrote, receipt } of who ? await wroteOf(who) : []) {
    if (receipt?.outcome !== 'kept') continue;
    row(own, wrote, say('to_tray', { why: receipt.text }));
    if (!receipt.seen) await db.put('receipts', { ...receipt, seen: true });
  }
  part('queue').querySelector('ul')!.replaceChildren(...rows);
  show('queue', rows.length > 0);
}
