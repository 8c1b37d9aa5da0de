// The wheel of a round: whoever touches one of a person's six dots chooses at the thumb what is not as
// usual, and what was done about it. Everything is written into the selects that stand in the form
// anyway, so that the form is the same with and without a script, and so is what is sent.

// signs give each finding its picture; the words come from the selects.
const signs: Record<string, string> = {
  '': 'check', unwell: 'mood-sick', pain: 'alert-circle', hurt: 'bandage', not_found: 'user-question', little: 'circle-half-2', none: 'circle-off', half: 'circle-half-2',
  partly: 'circle-half-2', refused: 'hand-stop', not_done: 'clock', vomited: 'mood-sick', choked: 'lungs', spat: 'droplet', not_given: 'pill-off', asleep: 'zzz',
  sad: 'mood-sad', anxious: 'mood-nervous', withdrawn: 'user', confused: 'help-circle', agitated: 'activity', aggressive: 'mood-angry', other: 'dots',
};

const items = 'select:not(.did)';

// Person is one row that waits, by its fields.
class Person {
  constructor(readonly look: HTMLDetailsElement) {}
  get row() { return this.look.closest<HTMLElement>('.person')!; }
  get fields() { return [...this.look.querySelectorAll<HTMLSelectElement>(items)]; }
  get did() { return this.look.querySelector<HTMLSelectElement>('select.did')!; }
  get note() { return this.look.querySelector<HTMLInputElement>('input[type="text"]')!; }
  get box() { return this.look.querySelector<HTMLInputElement>('input[type="checkbox"]')!; }
  get id() { return this.box.value; }

  // changed are the fields that are not as usual for this person.
  get changed() {
    const own = (this.look.dataset.usual ?? '').split(' ');
    return this.fields.filter((f) => f.value && f.value !== 'usual' && !own.includes(`${nameOf(f)}:${f.value}`));
  }

  // missing is what must still be said before the room can be attested, as the house will ask for it.
  missing(words: DOMStringMap): { field: HTMLElement; text: string } | null {
    const changed = this.changed;
    if (changed.some((f) => f.value === 'other') && !this.note.value.trim()) return { field: this.note, text: words.note! };
    if (changed.length > 0 && !this.did.value) return { field: this.did, text: words.act! };
    return null;
  }
}

const nameOf = (f: HTMLSelectElement) => f.name.slice(f.name.lastIndexOf('.') + 1);
const wordOf = (f: HTMLSelectElement) => f.selectedOptions[0]?.text ?? '';

// tell writes beside the person what was chosen, and what is missing.
function tell(person: Person, words: DOMStringMap, urgent = false): boolean {
  const said = person.changed.map((f) => (f.value === 'other' && person.note.value ? '' : wordOf(f))).filter(Boolean);
  if (person.note.value.trim()) said.push(person.note.value.trim());
  if (person.did.value) said.push(wordOf(person.did));
  const gap = person.missing(words);
  let line = person.row.querySelector<HTMLElement>('.person-chosen');
  if (!line) {
    line = document.createElement('p');
    line.className = 'person-chosen';
    line.setAttribute('role', 'status');
    person.look.before(line);
  }
  line.textContent = said.join(' · ');
  line.hidden = !said.length && !gap;
  if (gap) {
    const wrong = document.createElement('span');
    wrong.className = 'wrong';
    wrong.textContent = gap.text;
    if (urgent) wrong.setAttribute('role', 'alert');
    line.append(wrong);
  }
  return !gap;
}

export function wheel(): void {
  const template = document.querySelector<HTMLTemplateElement>('template#wheel');
  if (!('HTMLDialogElement' in window)) return;
  if (!template) {
    // Without a network the round comes from what the phone keeps, after the page is there.
    document.addEventListener('htmx:load', wheel, { once: true });
    return;
  }
  const words = template.dataset;
  document.body.append(template.content.cloneNode(true));
  const dialog = document.querySelector<HTMLDialogElement>('dialog.spin')!;
  const part = <T extends HTMLElement>(selector: string) => dialog.querySelector<T>(selector)!;
  const note = part<HTMLInputElement>('[data-step="note"] input');
  const absent = part('[data-absent]');
  const sprite = (absent.querySelector('use')?.getAttribute('href') ?? '').split('#')[0];
  let person: Person;
  let field: HTMLSelectElement;

  const icon = (name: string) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${sprite}#${name}`);
    svg.append(use);
    return svg;
  };
  const press = (text: string, pressed: boolean, act: () => void, sign?: Node) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', String(pressed));
    if (sign) button.append(sign);
    button.append(text);
    button.addEventListener('click', act);
    return button;
  };
  const step = (name: string) => {
    for (const one of dialog.querySelectorAll<HTMLElement>('[data-step]')) one.hidden = one.dataset.step !== name;
    part<HTMLElement>(`[data-step="${name}"] :is([aria-pressed="true"], button, input, a)`)?.focus();
  };
  const set = (f: HTMLSelectElement | HTMLInputElement, value: string) => {
    f.value = value;
    f.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const close = () => {
    dialog.close();
    tell(person, words);
  };

  const acts = () => {
    part('[data-step="did"] .spin-chips').replaceChildren(...[...person.did.options].filter((o) => o.value).map((o) =>
      press(o.text, o.selected, () => {
        set(person.did, o.value);
        close();
      })));
    step('did');
  };
  const choose = (value: string) => {
    set(field, value);
    if (person.changed.length === 0) {
      set(person.did, '');
      return close();
    }
    if (value === 'other') {
      note.value = person.note.value;
      return step('note');
    }
    if (value && person.changed.includes(field)) acts();
    else close();
  };
  const show = (f: HTMLSelectElement) => {
    field = f;
    part('.spin-items').replaceChildren(...person.fields.map((one, n) => {
      const dot = person.look.querySelectorAll('.dot')[n];
      const label = one.closest('label')!.querySelector('span')!.textContent!;
      const button = press('', one === f, () => show(one), dot.querySelector('svg')!.cloneNode(true));
      button.classList.toggle('changed', person.changed.includes(one));
      button.setAttribute('aria-label', one.value ? `${label}: ${wordOf(one)}` : label);
      return button;
    }));
    const label = f.closest('label')!.querySelector('span')!.textContent!;
    const grid = part('[data-step="sign"] .spin-grid');
    grid.setAttribute('aria-label', label);
    // Who is not here at all is asked for where to, whichever dot was touched.
    grid.replaceChildren(...[...f.options].filter((o) => o.value !== 'not_found' || o.selected).map((o) => press(o.text, o.selected, () => choose(o.value), icon(signs[o.value] ?? 'dots'))));
    const gone = press('', false, () => step('where'));
    gone.append(...[...absent.childNodes].map((n) => n.cloneNode(true)));
    grid.append(gone);
    step('sign');
  };
  const open = (look: HTMLDetailsElement, n: number) => {
    person = new Person(look);
    part('#spin-who').textContent = person.row.querySelector('.person-name')!.textContent!.replace(/\s+/g, ' ').trim();
    for (const link of dialog.querySelectorAll<HTMLAnchorElement>('[data-away]')) {
      const to = new URL(link.href);
      to.searchParams.set('resident_id', person.id);
      link.href = to.href;
    }
    if (!dialog.open) dialog.showModal();
    show(person.fields[Math.min(n, person.fields.length - 1)]);
  };

  // The dot nearest to the thumb is meant; from the keyboard it is the first.
  const nearest = (event: MouseEvent, summary: Element) => {
    if (!event.clientX && !event.clientY) return 0;
    const far = [...summary.querySelectorAll('.dot')].map((dot) => {
      const box = dot.getBoundingClientRect();
      return Math.abs(event.clientX - (box.left + box.right) / 2);
    });
    return far.indexOf(Math.min(...far));
  };
  const touched = (event: MouseEvent) => {
    const summary = (event.target as Element).closest('.look > summary');
    const look = summary?.parentElement as HTMLDetailsElement | undefined;
    if (!summary || !look || (look.open && !(event.target as Element).closest('.dot'))) return;
    event.preventDefault();
    open(look, nearest(event, summary));
  };
  document.addEventListener('click', touched);
  document.addEventListener('contextmenu', touched); // a long press

  dialog.addEventListener('click', (event) => {
    const at = event.target as Element;
    if (at === dialog) return dialog.close(); // beside the panel
    const button = at.closest<HTMLElement>('[data-do], [data-phrase]');
    if (!button) return;
    switch (button.dataset.do) {
      case 'close':
        return close();
      case 'all':
        dialog.close();
        person.look.open = true;
        return person.fields[0].focus();
      case 'noted':
        if (!note.value.trim()) return note.focus();
        set(person.note, note.value.trim());
        return acts();
      case 'lost':
        return lost();
    }
    if (button.closest('[data-step="note"]')) {
      note.value = button.textContent!.trim();
      set(person.note, note.value);
      return acts();
    }
    const away = button.dataset.phrase!;
    const told = person.fields.slice(1).some((f) => f.value === 'other') && person.note.value.trim();
    set(person.fields[0], 'other');
    set(person.note, told ? `${told}; ${away}` : away);
    acts();
  });
  note.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    part<HTMLElement>('[data-do="noted"]').click();
  });
  dialog.addEventListener('close', () => person && tell(person, words));

  // Not found: the clock starts with this tap. Without a network, or for somebody who may not start it,
  // the round itself says so.
  const lost = () => {
    const form = document.querySelector<HTMLFormElement>('form#search');
    if (form && navigator.onLine) {
      const who = document.createElement('input');
      who.type = 'hidden';
      who.name = 'resident_id';
      who.value = person.id;
      form.append(who);
      return form.requestSubmit();
    }
    set(person.fields[0], 'not_found');
    set(person.did, 'searching');
    close();
  };

  document.addEventListener('change', (event) => {
    const look = (event.target as Element).closest<HTMLDetailsElement>('details.look');
    if (look && !dialog.open) tell(new Person(look), words);
  });

  // What is missing is told before anything is sent, as the house would tell it.
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('form.attest')) return;
    const gaps = [...form.querySelectorAll<HTMLDetailsElement>('details.look')].map((look) => new Person(look)).filter((one) => !tell(one, words, true));
    if (gaps.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const first = gaps[0].missing(words)!.field;
    open(gaps[0].look, 0);
    if (first instanceof HTMLSelectElement) acts();
    else step('note');
  }, true);
}
