// renew lets a page of an older build, open on a tablet for days, renew itself. Every answer of the house
// says the oldest format that it still understands. A page below it says so in one calm line, and loads
// itself again when nothing is being written on it: drafts and what waits to be sent lie in the store of
// this device and stay.
const rest = 8_000; // how long hands must have rested on a page that is looked at
const again = 5 * 60_000; // how often a page that says nothing by itself asks
const done = 'renewed';

// speaks is the format of this page or worker; a page without one came from an older build.
export function speaks(): number {
  if (typeof document === 'undefined') return (self as unknown as { maiam: { format?: number } }).maiam.format ?? 1;
  return Number(document.documentElement.dataset.format ?? 0);
}

// heard takes what an answer says.
export function heard(least: string | null | undefined): void {
  if (!least || Number(least) <= speaks()) return;
  if (typeof document === 'undefined') {
    void (self as unknown as ServiceWorkerGlobalScope).registration.update().catch(() => undefined);
    return;
  }
  document.dispatchEvent(new CustomEvent('maiam:old', { detail: least }));
}

export function renew(): void {
  let touched = Date.now();
  let asked = Date.now();
  let old = '';
  for (const kind of ['input', 'keydown', 'pointerdown', 'scroll']) document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
  document.addEventListener('htmx:afterRequest', (event) => heard((event as CustomEvent<{ xhr?: XMLHttpRequest }>).detail.xhr?.getResponseHeader('Maiam-Least')));
  document.addEventListener('maiam:old', (event) => {
    if (old) return;
    old = (event as CustomEvent<string>).detail;
    void navigator.serviceWorker?.getRegistration().then((worker) => worker?.update()).catch(() => undefined);
    const line = document.querySelector<HTMLElement>('[data-renew]');
    if (line) {
      line.setAttribute('role', 'status');
      line.hidden = false;
      line.querySelector('[data-renew-now]')?.addEventListener('click', () => load(old));
    }
    window.setInterval(() => {
      if (Date.now() - touched > rest && mayLoad()) load(old, true);
    }, 1_000);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      if (old && mayLoad()) load(old, true);
    } else if (Date.now() - asked > again) {
      asked = Date.now();
      void fetch('/healthz', { cache: 'no-store', credentials: 'omit' }).then((answer) => heard(answer.headers.get('Maiam-Least')), () => undefined);
    }
  });
}

// load fetches the page anew, by itself only once: what stays old after that is not of our making.
function load(least: string, byItself = false): void {
  if (byItself && sessionStorage.getItem(done) === least) return;
  sessionStorage.setItem(done, least);
  location.replace(location.href);
}

// mayLoad tells whether nothing is lost when the page is loaded again now.
export function mayLoad(): boolean {
  const root = document.documentElement;
  if (root.dataset.posted !== undefined || !navigator.onLine) return false; // what a form was answered is shown once
  if (document.querySelector('main.alone, dialog[open], form[data-sent], form[data-dirty], .htmx-request, main .wrong, main [role="alert"]:not([hidden])')) return false;
  const at = document.activeElement;
  if (document.visibilityState === 'visible' && at instanceof HTMLElement && at.matches('input:not([type="checkbox"], [type="radio"]), textarea, select')) return false;
  return ![...document.querySelectorAll<HTMLFormElement>('form')].some(written);
}

// written tells whether a form holds what the page did not bring along.
function written(form: HTMLFormElement): boolean {
  return [...form.elements].some((e) => {
    if (e instanceof HTMLTextAreaElement) return e.value !== e.defaultValue;
    if (e instanceof HTMLSelectElement) return e.selectedIndex > 0 ? !e.options[e.selectedIndex]!.defaultSelected : [...e.options].some((o, i) => i > 0 && o.defaultSelected);
    if (!(e instanceof HTMLInputElement) || e.type === 'hidden') return false;
    return /radio|checkbox/.test(e.type) ? e.checked !== e.defaultChecked : e.value !== e.defaultValue;
  });
}
