// shell is the house without a network: the rounds this phone holds, and what waits to be sent.
import { keepDrafts } from './draft';
import { keepForm, type Filled } from './form';
import { blanks, kept, type Blank, type Sheet } from './keep';
import { current, known, locksOf, settle, shut, unlock } from './person';
import { send, takeBack, there, tidy } from './queue';
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
  const back = await there();
  show('away', !back);
  if (!back || !(await send())) return;
  const writing = document.querySelector('form[data-dirty]') || document.querySelector('details.look[open]') || part('unlock').querySelector<HTMLInputElement>('input')?.value;
  if (!writing && location.pathname !== '/offline') location.reload();
}

async function draw(): Promise<void> {
  const who = await current();
  const all = await known();
  const people = all.filter((p) => locksOf(p).length > 0);
  show('unlock', !who && people.length > 0);
  show('badge', !who && all.some((p) => p.locks && locksOf(p).length === 0));
  show('empty', !who && all.every((p) => !p.locks && !p.wrapped));
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
  const forms = await blanks(who.person, who.key);
  const blank = sheet ? undefined : wanted(forms, query);
  if (sheet) await walk(sheet, who);
  else if (blank) fill(blank, who, query);
  else {
    list(sheets, now);
    offer(forms);
  }
  await queue();
  if (location.hash === '#queue') part('queue').scrollIntoView({ block: 'center' });
}

// wanted finds the form that was asked for: by its own address here, or by the address of the house.
function wanted(forms: Blank[], query: URLSearchParams): Blank | undefined {
  const [chosen, ward] = (query.get('form') ?? '').split('/');
  const list = /^\/wards\/(\d+)\/tasks$/.exec(location.pathname);
  const form = chosen || (list ? 'tasks' : { '/care/incidents/new': 'incident', '/care/vitals/new': 'vitals' }[location.pathname]);
  const of = forms.filter((f) => f.form === form);
  const asked = Number(ward || list?.[1] || query.get('ward_id'));
  const about = query.get('resident_id');
  if (asked) return of.find((f) => f.ward === asked);
  if (about) return of.find((f) => f.body.includes(`value="${Number(about)}"`));
  return of.length === 1 ? of[0] : undefined;
}

// offer lists what can be written without a network.
function offer(forms: Blank[]): void {
  show('blanks', forms.length > 0);
  part('blanks').querySelector('ul')!.replaceChildren(...forms.map((f) => {
    const row = document.createElement('li');
    const link = Object.assign(document.createElement('a'), { className: 'kept-row', href: `/offline?form=${f.form}/${f.ward}` });
    link.append(Object.assign(document.createElement('strong'), { textContent: say(`form_${f.form}`) }), Object.assign(document.createElement('span'), { textContent: f.wardName }));
    row.append(link);
    return row;
  }));
}

// fill shows a blank form; what is written in it goes into the queue.
function fill(blank: Blank, who: { person: number; key: CryptoKey }, query: URLSearchParams): void {
  for (const name of ['rounds', 'none', 'blanks']) show(name, false);
  show('others', true);
  part('asof').hidden = true;
  const box = part('sheet');
  box.innerHTML = blank.body; // as a sheet: drawn by our own server, sealed since
  box.hidden = false;
  document.querySelector('h1')!.textContent = say(`form_${blank.form}`);
  part('under').hidden = false;
  part('under').textContent = blank.wardName;
  if (blank.form === 'tasks') return void tasks(box, blank, who);
  const form = box.querySelector<HTMLFormElement>('form[data-keep]');
  const people = form?.elements.namedItem('resident_id');
  if (!form) return;
  const about = query.get('resident_id');
  if (about) for (const field of form.querySelectorAll<HTMLInputElement | HTMLOptionElement>(`input[name="residents"][value="${Number(about)}"], select[name="resident_id"] option[value="${Number(about)}"]`)) {
    if (field instanceof HTMLOptionElement) field.selected = true;
    else {
      field.checked = true;
      field.closest('details')?.setAttribute('open', '');
    }
  }
  form.addEventListener('input', () => { form.dataset.dirty = '1'; });
  void keepDrafts(who, box);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = '1';
    void keepForm(who, form, blank.wardName, false).then((own) => {
      if (own) {
        const next = people instanceof HTMLSelectElement ? people.selectedIndex + 1 : 0;
        form.reset();
        delete form.dataset.dirty;
        if (people instanceof HTMLSelectElement && next < people.options.length) people.selectedIndex = next; // the next bed
        show('kept', true);
        part('kept').textContent = say('wrote', { what: own.what });
        (people instanceof HTMLElement ? people : part('queue')).scrollIntoView({ block: 'center' });
      }
    }).finally(() => delete form.dataset.busy);
  });
}

// tasks is the list of a shift: each time has a form of its own. What was answered here is told at its
// place, also after the page was opened again.
async function tasks(box: HTMLElement, blank: Blank, who: { person: number; key: CryptoKey }): Promise<void> {
  const forms = [...box.querySelectorAll<HTMLFormElement>('form[data-keep-of]')];
  const told = (form: HTMLFormElement, when: number) => form.replaceWith(Object.assign(document.createElement('p'), { className: 'kept-line', textContent: say('answered', { time: clock(when) }) }));
  for (const form of forms) {
    form.addEventListener('input', () => { form.dataset.dirty = '1'; });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.busy) return;
      form.dataset.busy = '1';
      void keepForm(who, form, blank.wardName, false).then((own) => {
        if (own) told(form, Date.now());
      }).finally(() => delete form.dataset.busy);
    });
  }
  for (const { own, clock: when, receipt } of await wroteOf<Own | Filled>(who)) {
    if (receipt?.outcome === 'kept' || !('form' in own) || !own.of) continue;
    const form = forms.find((f) => f.isConnected && f.dataset.keepOf === own.of);
    if (form) told(form, when);
  }
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

// fresh is how long a form that is in the books is still listed here.
const fresh = 3600_000;

// queue lists what waits, and what could not be entered: one's own with what it is about, other
// people's as a number alone. Of a form it is told as well when it is in the books, and as long as it has
// never left, its writer may drop it.
async function queue(): Promise<void> {
  const who = await current();
  const db = await store();
  const sheets = who ? await kept(who.person, who.key) : [];
  const rows: HTMLElement[] = [];
  const line = (text: string, ...more: HTMLElement[]) => {
    const row = Object.assign(document.createElement('li'), { className: 'kept-entry' });
    row.append(Object.assign(document.createElement('span'), { textContent: text }), ...more);
    rows.push(row);
  };
  const chip = (tone: string, text: string) => Object.assign(document.createElement('span'), { className: `chip ${tone}`, textContent: text });
  const wrong = (text: string) => Object.assign(document.createElement('span'), { className: 'wrong', textContent: text });
  const named = (own: Own | Filled, wrote: number) => {
    if ('form' in own) return say(`row_${own.form}`, { ward: own.wardName, what: own.what, time: clock(wrote) });
    const of = sheets.find((s) => s.ward === own.ward && s.slot === own.slot && s.day === own.day);
    return say(own.undo ? 'row_undo' : 'row', { ward: of?.wardName ?? '', round: of?.name ?? '', n: own.people.length, time: clock(wrote) });
  };
  let others = 0;
  for (const entry of await db.getAll('queue')) {
    const own = who?.person === entry.person ? await disclose<Own | Filled>(who.key, entry.own).catch(() => undefined) : undefined;
    if (!own) others += 1;
    else if (entry.stuck !== undefined) line(named(own, entry.clock), wrong(say('stuck', { why: entry.stuck })));
    else if (!('form' in own)) line(named(own, entry.clock));
    else if (entry.left) line(named(own, entry.clock), chip('due', say('leaving')));
    else {
      const drop = Object.assign(document.createElement('button'), { type: 'button', className: 'button quiet', textContent: say('take_back') });
      drop.dataset.keptDrop = entry.id;
      drop.addEventListener('click', () => void takeBack(who!.person, entry.id).then((gone) => {
        show('kept', !gone);
        part('kept').textContent = gone ? '' : say('too_late');
      }));
      line(named(own, entry.clock), chip('due', say('not_sent')), drop);
    }
  }
  if (others > 0) line(say('row_others', { n: others }));
  for (const { own, clock: wrote, receipt } of who ? await wroteOf<Own | Filled>(who) : []) {
    if (receipt?.outcome === 'done' && 'form' in own && Math.abs(Date.now() - receipt.when) < fresh) line(named(own, wrote), chip('done', say('in_books')));
    if (receipt?.outcome !== 'kept') continue;
    line(named(own, wrote), wrong(say('to_tray', { why: receipt.text })));
    // Read is what stands on the page of its own: one that stands in goes by itself when the house is back.
    if (!receipt.seen && location.pathname === '/offline') await db.put('receipts', { ...receipt, seen: true });
  }
  part('queue').querySelector('ul')!.replaceChildren(...rows);
  show('queue', rows.length > 0);
}
