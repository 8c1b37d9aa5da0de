// offline lets a shift go on when the network does not.
import { keepDrafts } from './draft';
import { forms, rescue } from './form';
import { keepLater } from './keep';
import { light } from './light';
import { byBadge, guard, hasKey, settle, shut, signedIn } from './person';
import { send, tidy } from './queue';
import { again, applyOwn, rounds, writes } from './round';
import { shell } from './shell';
import { keepNote } from './store';

export function offline(): void {
  // Without a secure address a browser has neither a worker nor keys: the pages work as they always do.
  if (!window.isSecureContext || !('indexedDB' in window) || !crypto.subtle || !navigator.serviceWorker) return;
  guard();
  rounds();
  light();
  void begin().catch((reason) => console.warn('without a network this phone keeps nothing:', reason));
}

async function begin(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' }).catch(() => undefined);
  await keepNote('lang', document.documentElement.lang);
  navigator.serviceWorker.addEventListener('message', (event) => {
    if (event.data === 'not sent') stay();
  });
  window.addEventListener('online', () => void send());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void send());
  window.setInterval(() => void send(), 20_000);
  if (document.querySelector('[data-off]')) {
    await shell();
    void send();
    return;
  }
  const person = signedIn();
  if (!person && document.querySelector('main.alone form[data-unlock]')) await shut(); // the lock, or the door itself
  if (person) await keepNote('lock', Number(document.body.dataset.lock ?? 0));
  document.addEventListener('maiam:lock', () => void shut());
  const key = await settle();
  void send();
  void tidy();
  if (!person || document.body.dataset.offline === undefined || !(await hasKey(person)) || !key) return;
  void navigator.storage?.persist?.();
  const badge = document.querySelector<HTMLElement>('[data-kept-badge]');
  if (badge) badge.hidden = !(await byBadge(person));
  const who = { person, key, settled: again };
  writes(who);
  forms(who);
  void keepDrafts(who);
  document.documentElement.dataset.keeps = ''; // what is written now is safe here first
  const round = document.querySelector<HTMLElement>('[data-round]');
  const own = () => {
    const now = document.querySelector<HTMLElement>('[data-round]');
    if (now) void applyOwn(who, Number(now.dataset.ward), Number(now.dataset.slot), now.dataset.day!);
  };
  if (round) own();
  document.addEventListener('htmx:load', own);
  // Sheets are fetched after somebody did something, never by the clock: a tablet that lies about must
  // still lock itself.
  keepLater(person, key);
  document.addEventListener('htmx:load', () => keepLater(person, key));
}

// stay tells that a form could not travel: the page and all that was typed are still there.
function stay(): void {
  if (document.querySelector('form[data-wiped]')) {
    // Somebody signed out: the house hears of it when it can be reached, before anything else.
    void keepNote('sign-out', true).then(() => location.assign('/offline'));
    return;
  }
  const sent = document.querySelector<HTMLFormElement>('form[data-keep][data-sent]');
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent;
  document.querySelectorAll('.button.busy').forEach((b) => b.classList.remove('busy'));
  void (sent ? rescue(sent) : Promise.resolve(false)).then((kept) => kept || notSent());
}

function notSent(): void {
  const word = document.querySelector<HTMLElement>('[data-light-stay]');
  if (!word) return;
  word.setAttribute('role', 'alert'); // told when it shows itself, and not before
  word.hidden = false;
}
