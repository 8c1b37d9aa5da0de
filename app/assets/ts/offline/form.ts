// form keeps a report or a number on the phone when there is no network. With one, the form goes its
// usual way: the server answers beside each field, which a phone cannot.
import { gone } from './draft';
import type { Writer } from './round';
import { send, there, write } from './queue';

// Wrote is what the writer of a form may see of it until it is sent, and for a day after.
export interface Filled {
  form: 'incident' | 'vitals' | 'tasks';
  ward: number;
  wardName: string;
  what: string;
  of?: string; // which time of which task
}

const kept = 'form[data-keep]';
const formOf = (form: HTMLFormElement): Filled['form'] => (form.dataset.keep!.endsWith('incidents') ? 'incident' : form.dataset.keepOf ? 'tasks' : 'vitals');

// pressed is the button by which a form was sent: it may be the answer itself.
const pressed = new WeakMap<HTMLFormElement, HTMLButtonElement>();
document.addEventListener('submit', (event) => {
  const by = (event as SubmitEvent).submitter;
  if (by instanceof HTMLButtonElement) pressed.set(event.target as HTMLFormElement, by);
}, { capture: true });

// wrong says what is wrong at a field, until somebody changes something.
function wrong(form: HTMLFormElement, name: string, word = '?'): undefined {
  const field = form.querySelector<HTMLInputElement>(`[name="${name}"]:not([type="hidden"]), [name^="${name}["]:not([type="hidden"])`);
  field?.setCustomValidity(word);
  form.addEventListener('input', () => field?.setCustomValidity(''), { once: true });
  field?.reportValidity();
}

// bodyOf reads a form as the operation wants it; data-keep-fields says which field travels as what. What
// is missing and a moment that cannot be read are said at their fields.
function bodyOf(form: HTMLFormElement): Record<string, unknown> | undefined {
  const body: Record<string, unknown> = {};
  const data = new FormData(form);
  const by = pressed.get(form);
  if (by?.name) data.append(by.name, by.value);
  const either: string[] = [];
  for (const word of form.dataset.keepFields!.split(' ')) {
    const [, name, kind = '', must] = /^(\w+)(?::(\w+))?([!?]?)$/.exec(word)!;
    const all = data.getAll(name).map((value) => String(value).trim()).filter(Boolean);
    if (must === '?') either.push(name);
    if (kind === 'l') {
      const rows = new Map<string, Record<string, string>>();
      for (const [field, value] of data) {
        const part = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(field);
        if (part?.[1] === name) rows.set(part[2], { ...rows.get(part[2]), [part[3]]: String(value).trim() });
      }
      const full = [...rows.values()].filter((row) => row.value);
      if (full.length > 0) body[name] = full;
    } else if (all.length === 0) {
      if (must === '!') return wrong(form, name, form.dataset.keepMissing);
    } else if (kind === 't') {
      if (!(body[name] = moment(all[0]))) return wrong(form, name, form.dataset.keepWrongTime);
    } else body[name] = kind === 'ns' ? all.map(Number) : kind === 'n' ? Number(all[0]) : kind === 'b' ? true : all[0];
  }
  if (form.dataset.keepWhy && body.answer === form.dataset.keepWhy && !body.note) return wrong(form, 'note', form.dataset.keepMissing);
  const there = either.filter((name) => name in body);
  return either.length > 0 && there.length === 0 ? wrong(form, either.find((name) => form.querySelector(`[name="${name}"], [name^="${name}["]`))!, form.dataset.keepMissing) : body;
}

// moment reads 21/11/2026 18:42 by the clock on the wall of the house, wherever this phone thinks it is.
function moment(text: string): string | undefined {
  const part = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2})[:h](\d{2})$/.exec(text);
  if (!part) return undefined;
  const [day, month, year, hour, minute] = part.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  if (new Date(wall).getUTCDate() !== day || hour > 23 || minute > 59) return undefined;
  const zone = document.querySelector<HTMLElement>('[data-zone]')?.dataset.zone;
  const there = new Date(wall).toLocaleString('sv-SE', { timeZone: zone });
  return new Date(2 * wall - Date.parse(there.replace(' ', 'T') + 'Z')).toISOString();
}

// told is what its writer reads of a form in the list of what waits.
function told(form: HTMLFormElement, wardName: string): Filled {
  const chosen = [...form.querySelectorAll<HTMLInputElement>('input[type="radio"]:checked')].map((input) => input.nextElementSibling?.firstChild?.textContent?.trim() ?? '').filter(Boolean);
  const select = form.elements.namedItem('resident_id');
  const person = select instanceof HTMLSelectElement ? (select.selectedOptions[0]?.textContent?.trim() ?? '') : (form.querySelector('.person-name')?.textContent?.trim() ?? '');
  const data = new FormData(form);
  if (form.dataset.keepOf) return { form: 'tasks', ward: Number(form.dataset.keepWard), wardName, what: `${pressed.get(form)?.textContent?.trim() ?? ''}: ${form.dataset.keepWhat}`, of: form.dataset.keepOf };
  return { form: formOf(form), ward: Number(data.get('ward_id') ?? 0), wardName, what: (formOf(form) === 'incident' ? chosen.join(' · ') : person) };
}

// keep puts a form into the queue. A page's own form may have reached the server before: its key goes
// along.
export async function keepForm(who: Writer, form: HTMLFormElement, wardName: string, page: boolean): Promise<Filled | undefined> {
  const body = bodyOf(form);
  if (!body) return undefined;
  const own = told(form, wardName);
  const key = page ? String(new FormData(form).get('_key') ?? '') : '';
  const entry = await write(who.person, who.key, { method: 'POST', path: form.dataset.keep!, body, ...(key && { form: key }) }, own, true).catch(() => undefined);
  if (!entry) return undefined;
  void send();
  return own;
}

let writer: Writer | undefined;

// forms watches the forms of a page that came with a network.
export function forms(who: Writer): void {
  if (writer) return void (writer = who);
  writer = who;
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.matches(kept) || form.dataset.away) return;
    const button = (event as SubmitEvent).submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = '1';
    void (async () => {
      const away = !navigator.onLine || !(await there());
      delete form.dataset.busy;
      if (away && (await rescue(form))) return;
      form.dataset.away = '1';
      form.requestSubmit(button instanceof HTMLElement ? button : undefined);
      delete form.dataset.away;
    })();
  }, { capture: true });
}

// rescue keeps a form of a page that could not travel, and goes on to where it lies.
export async function rescue(form: HTMLFormElement): Promise<boolean> {
  if (!writer) return false;
  const own = await keepForm(writer, form, document.querySelector('.top-sub')?.textContent?.trim() ?? '', true);
  if (!own) return false;
  gone(form);
  location.assign('/offline#queue');
  return true;
}

export const keepable = (root: ParentNode = document) => root.querySelector<HTMLFormElement>(kept);
