// The shared device of a ward: twelve large keys for a PIN, a scanner that types
// the code of a card, and a page that closes itself when nobody uses it. Without
// this script the PIN is typed into its field, and the server locks by itself.
export function pin(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-pad]')) pad(form);
  scan();
  lock();
}

function pad(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>('input[data-secret]');
  const length = Number(form.dataset.pad);
  if (!field || !length) return;
  const full = () => {
    if (field.value.length === length && /^\d+$/.test(field.value)) form.requestSubmit();
  };
  field.addEventListener('input', full);
  // The keys below stand for the phone's own; a keyboard that is plugged in still types.
  if (matchMedia('(pointer: coarse)').matches) field.inputMode = 'none';
  const keys = document.createElement('div');
  keys.className = 'pad';
  const key = (text: string, label: string, press: () => void) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    if (label) button.setAttribute('aria-label', label);
    button.addEventListener('click', () => {
      press();
      field.focus();
      full();
    });
    keys.append(button);
  };
  const digit = (n: number) => key(String(n), '', () => {
    if (field.value.length < length) field.value += n;
  });
  for (let n = 1; n <= 9; n++) digit(n);
  key('C', form.dataset.padClear ?? '', () => { field.value = ''; });
  digit(0);
  key('⌫', form.dataset.padBack ?? '', () => { field.value = field.value.slice(0, -1); });
  field.closest('.field')?.after(keys);
}

// scan lets a scanner type without a tap on the box: what is typed outside any
// field goes there, and the fold around it opens.
function scan(): void {
  const box = document.querySelector<HTMLInputElement>('input[data-scan]');
  if (!box) return;
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement;
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9a-z-]$/i.test(event.key) || at.closest('input, textarea, select')) return;
    box.closest('details')?.setAttribute('open', '');
    box.focus();
  });
}

const lastUse = 'maiam-used';

function lock(): void {
  const after = Number(document.body.dataset.lock ?? 0) * 1000;
  if (!after || document.querySelector('form[data-unlock]')) return;
  let used = Date.now();
  let told = used;
  let typed: HTMLFormElement | null = null;
  let closed = false;
  const use = () => {
    const now = Date.now();
    if (now - used > 1000) keep(now);
    used = now;
    // Whoever writes for long without sending anything is at work all the same.
    if (now - told > after / 3) {
      told = now;
      void fetch('/me/here', { credentials: 'same-origin' }).catch(() => undefined);
    }
  };
  const close = () => {
    closed = true;
    if (!document.dispatchEvent(new CustomEvent('maiam:lock', { cancelable: true }))) return;
    document.body.classList.add('covered');
    if (navigator.onLine) send(typed);
    else window.addEventListener('online', () => send(typed), { once: true });
  };
  const look = () => {
    if (!closed && Date.now() - Math.max(used, kept()) >= after) close();
  };
  for (const kind of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove']) document.addEventListener(kind, use, { capture: true, passive: true });
  document.addEventListener('input', (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (form && form.method === 'post') typed = form;
  });
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload(); // somebody else may stand here now
  });
  keep(used);
  setInterval(look, 1000);
}

function keep(now: number): void {
  try {
    localStorage.setItem(lastUse, String(now));
  } catch { /* a browser that keeps nothing locks each window by itself */ }
}

function kept(): number {
  try {
    return Number(localStorage.getItem(lastUse) ?? 0);
  } catch {
    return 0;
  }
}

// send closes the page on the server with what was typed so far, which only its
// writer gets to see again.
function send(typed: HTMLFormElement | null): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/sign-in/lock';
  form.hidden = true;
  const add = (name: string, value: string) => {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  };
  add('lock_path', location.pathname + location.search);
  if (typed?.isConnected) {
    add('lock_sent', new URL(typed.action).pathname);
    const secrets = new Set([...typed.querySelectorAll<HTMLInputElement>('input[type="password"]')].map((field) => field.name));
    for (const [name, value] of new FormData(typed)) {
      if (typeof value === 'string' && !secrets.has(name)) add(name, value);
    }
  }
  document.body.append(form);
  form.submit();
}
