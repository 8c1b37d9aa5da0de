// Walking through a ward: a person counts as seen when the face was on the screen for half a second,
// so that nobody attests a room that was never looked at. The others of the room are left out with a
// quiet mark, and the button says how many it attests. A swipe to the right over the head of a room
// presses that button. How long the page was open goes along.
const dwell = 500;
const edge = 44; // the browser's own swipe begins here
const reach = 96; // how far the thumb goes before the room is attested

export function walk(): void {
  timed('form.attest');
  begin();
  document.addEventListener('htmx:load', begin); // the page fetched its rooms anew
}

const begun = new WeakSet<HTMLFormElement>();

function begin(): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>('form.attest')].filter((form) => !begun.has(form));
  const words = document.querySelector<HTMLElement>('template#wheel')?.dataset;
  if (forms.length === 0 || !words) return;
  for (const form of forms) begun.add(form);
  for (const form of forms) swipe(form);
  if (!('IntersectionObserver' in window)) return;

  const rows = new Map<Element, HTMLInputElement>();
  const waits = new Map<Element, number>();
  const chosen = new WeakSet<HTMLInputElement>(); // ticked or not by the carer's own hand

  const count = (form: HTMLFormElement) => {
    const people = [...form.querySelectorAll<HTMLElement>('.person')].filter((row) => row.querySelector('details.look'));
    const n = people.filter((row) => row.querySelector<HTMLInputElement>('input[name$=".seen"][type="checkbox"]')!.checked
      || [...row.querySelectorAll<HTMLSelectElement>('select')].some((s) => s.value)).length;
    const button = form.querySelector<HTMLButtonElement>('button[type="submit"]')!;
    button.disabled = n === 0;
    button.querySelector('.as-usual')!.textContent = n === 0 ? words.nobody! : words.attest!.replace('#', String(n));
  };
  const seen = (face: Element) => {
    const box = rows.get(face)!;
    box.closest('.person')!.classList.remove('not-yet');
    box.closest('.person')!.querySelector('.not-yet-word')?.remove();
    watch.unobserve(face);
    waits.delete(face);
    if (!chosen.has(box)) box.checked = true;
    count(box.form!);
  };
  const rest = (face: Element) => {
    window.clearTimeout(waits.get(face));
    waits.delete(face);
  };
  // What lies under the heading or under the bar at the foot is not seen.
  const under = (selector: string) => {
    const bar = document.querySelector<HTMLElement>(selector);
    if (!bar) return 0;
    const { display, position } = getComputedStyle(bar);
    return display !== 'none' && ['sticky', 'fixed'].includes(position) ? Math.round(bar.getBoundingClientRect().height) : 0;
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) rest(target);
      else if (!waits.has(target)) waits.set(target, window.setTimeout(() => seen(target), dwell));
    }
  }, { rootMargin: `-${under('.top')}px 0px -${under('.tabbar')}px 0px`, threshold: 0.75 });
  document.addEventListener('visibilitychange', () => {
    for (const face of [...waits.keys()]) {
      rest(face);
      watch.unobserve(face);
      watch.observe(face); // asked anew when the page is looked at again
    }
  });

  for (const form of forms) {
    for (const look of form.querySelectorAll('details.look')) {
      const row = look.closest<HTMLElement>('.person')!;
      const box = look.querySelector<HTMLInputElement>('input[type="checkbox"]')!;
      const face = row.querySelector('.face');
      if (!face || form.hasAttribute('data-back')) continue; // a form that came back keeps what was ticked
      box.checked = false;
      row.classList.add('not-yet');
      const mark = document.createElement('span');
      mark.className = 'not-yet-word';
      mark.textContent = words.unseen!;
      row.querySelector('.person-name')!.append(' ', mark);
      rows.set(face, box);
      watch.observe(face);
    }
    count(form);
    form.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === 'checkbox') chosen.add(event.target);
      count(form);
    });
  }
}

// timed sends along how many seconds the page was open.
export function timed(forms: string): void {
  let since = performance.now();
  window.addEventListener('pageshow', () => { since = performance.now(); });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(forms)) return;
    let field = form.querySelector<HTMLInputElement>('input[name="seconds"]');
    if (!field) {
      field = document.createElement('input');
      field.type = 'hidden';
      field.name = 'seconds';
      form.prepend(field);
    }
    field.value = String(Math.min(86400, Math.round((performance.now() - since) / 1000)));
  }, true);
}

// swipe lets the head of a room be pushed to the right. The page still scrolls up and down from there,
// and the browser keeps its own swipe at the edge of the screen.
function swipe(form: HTMLFormElement): void {
  const room = form.closest<HTMLElement>('.room');
  const head = room?.querySelector<HTMLElement>('.card-head');
  if (!room || !head) return;
  head.classList.add('swipes');
  let from: { x: number; y: number; id: number } | null = null;
  const rest = () => {
    from = null;
    head.style.transform = '';
    room.classList.remove('swiped');
  };
  head.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' || event.clientX < edge || (event.target as Element).closest('a, button')) return;
    from = { x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  head.addEventListener('pointermove', (event) => {
    if (!from || event.pointerId !== from.id) return;
    const x = event.clientX - from.x;
    const y = Math.abs(event.clientY - from.y);
    if (y > 24 && y > x) return rest();
    head.style.transform = `translateX(${Math.max(0, Math.min(x, reach + 24))}px)`;
    room.classList.toggle('swiped', x >= reach);
    if (x > 12) head.setPointerCapture(event.pointerId);
  });
  head.addEventListener('pointerup', (event) => {
    const far = from && event.clientX - from.x >= reach;
    rest();
    const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
    if (far && button && !button.disabled) form.requestSubmit(button);
  });
  head.addEventListener('pointercancel', rest);
}
