// draft keeps what somebody is writing in a longer form, so that neither a crash nor an empty battery takes
// it. It lies on this phone alone, sealed for its writer, and goes when it is sent or they sign out.
import { close, disclose } from './seal';
import { keepNote, note, type Sealed } from './store';
import { clock } from './words';

interface Draft {
  fields: [string, string][];
  // of what was written about: the version, and what the form showed then; somebody else may be faster
  carried?: [string, string][];
  when: number;
}

type Drafts = Record<string, Draft>;
type Who = { person: number; key: CryptoKey };

// long is how long a draft is worth something.
const long = 7 * 24 * 3600_000;
// pause is how long a hand rests before what it wrote is kept.
const pause = 700;
const leaving = 'draft-sent';

export const shelf = (person: number) => `drafts ${person}`;

// nameOf tells one form from another: by where it goes and whom it is about.
function nameOf(form: HTMLFormElement): string {
  const about = [...form.querySelectorAll<HTMLInputElement>('input[type="hidden"][name$="_id"]')].map((field) => `${field.name}=${field.value}`);
  return [new URL(form.action).pathname, ...about].join(' ');
}

const longer = (form: HTMLFormElement) => form.method === 'post' && form.querySelector('textarea, select[name="resident_id"]') !== null && !form.querySelector('input[type="password"], input[type="file"]') && !form.closest('main.alone') && !form.matches('.attest');

// fieldsOf are the answers that somebody changed or could have: nothing that travels unseen.
const fieldsOf = (form: HTMLFormElement) => [...form.elements].filter((e): e is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement => 'name' in e && (e as HTMLInputElement).name !== '' && 'value' in e && !(e instanceof HTMLButtonElement) && (e as HTMLInputElement).type !== 'hidden');

// carriedBy is what a form carries unseen about the row it changes.
const carriedBy = (form: HTMLFormElement) => [...form.querySelectorAll<HTMLInputElement>('input[type="hidden"][name="version"], input[type="hidden"][name="_was"]')];

function read(form: HTMLFormElement): [string, string][] {
  return fieldsOf(form).filter((e) => !(e instanceof HTMLInputElement && /radio|checkbox/.test(e.type)) || e.checked).map((e) => [e.name, e.value]);
}

function fill(form: HTMLFormElement, fields: [string, string][]): void {
  const left = new Set(fields.map(([name, value]) => `${name}\n${value}`));
  const one = new Map(fields);
  for (const e of fieldsOf(form)) {
    if (e instanceof HTMLInputElement && /radio|checkbox/.test(e.type)) {
      e.checked = left.has(`${e.name}\n${e.value}`);
      if (e.checked) e.closest('details')?.setAttribute('open', '');
    } else if (one.has(e.name)) e.value = one.get(e.name)!;
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

// change works on the drafts of a person, one page at a time.
async function change(who: Who, work: (all: Drafts) => void): Promise<void> {
  const go = async () => {
    const all = await drafts(who);
    work(all);
    for (const [name, d] of Object.entries(all)) if (Math.abs(Date.now() - d.when) > long) delete all[name];
    await keepNote(shelf(who.person), Object.keys(all).length > 0 ? await close(who.key, all) : undefined);
  };
  await (navigator.locks ? navigator.locks.request('maiam-draft', go) : go());
}

async function drafts(who: Who): Promise<Drafts> {
  const sealed = await note<Sealed>(shelf(who.person));
  return sealed ? disclose<Drafts>(who.key, sealed).catch(() => ({})) : {};
}

// gone notes that a form leaves; it is forgotten on the next page, unless it comes back refused.
export const gone = (form: HTMLFormElement) => sessionStorage.setItem(leaving, nameOf(form));

// keepDrafts brings back what this person was writing in the forms of a page, and keeps what they write now.
export async function keepDrafts(who: Who, root: ParentNode = document): Promise<void> {
  const forms = [...root.querySelectorAll<HTMLFormElement>('main form, form[data-keep]')].filter(longer);
  const back = root.querySelector('main .wrong, main [role="alert"]:not([hidden])') !== null;
  const sent = sessionStorage.getItem(leaving);
  sessionStorage.removeItem(leaving);
  if (sent && !(back && forms.some((form) => nameOf(form) === sent))) await change(who, (all) => delete all[sent]);
  if (forms.length === 0) return;
  const all = await drafts(who);
  for (const form of forms) {
    const name = nameOf(form);
    const first = JSON.stringify(read(form));
    const draft = all[name];
    if (draft && !back && !form.dataset.dirty && JSON.stringify(draft.fields) !== first) offer(who, form, name, draft);
    let timer = 0;
    const keep = () => {
      window.clearTimeout(timer);
      if (!form.isConnected) return;
      const now = read(form);
      void change(who, (kept) => {
        if (JSON.stringify(now) === first) delete kept[name];
        else kept[name] = { fields: now, carried: carriedBy(form).map((e) => [e.name, e.value]), when: Date.now() };
      });
    };
    form.addEventListener('input', () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, pause);
    });
    form.addEventListener('submit', () => {
      window.clearTimeout(timer);
      gone(form);
    });
    form.addEventListener('reset', () => {
      window.clearTimeout(timer);
      void change(who, (kept) => delete kept[name]);
    });
  }
}

// offer puts the draft into its form and says so; one tap throws it away.
function offer(who: Who, form: HTMLFormElement, name: string, draft: Draft): void {
  const frame = document.querySelector<HTMLTemplateElement>('#draft-back')?.content.firstElementChild;
  if (!frame) return;
  const shown = carriedBy(form).map((e): [HTMLInputElement, string] => [e, e.value]);
  fill(form, draft.fields);
  const carried = new Map(draft.carried);
  for (const [e, now] of shown) e.value = carried.get(e.name) ?? now;
  const line = document.importNode(frame, true) as HTMLElement;
  const word = line.querySelector('[data-word]')!;
  word.textContent = word.textContent!.replace('{time}', clock(draft.when));
  line.querySelector('button')!.addEventListener('click', () => {
    form.reset();
    for (const [e, now] of shown) e.value = now;
    line.remove();
    void change(who, (all) => delete all[name]);
  });
  form.before(line);
}
