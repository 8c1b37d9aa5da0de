// light is the small sign on every page that says what of this phone the server does not have yet.
import { current, signedIn } from './person';
import { count } from './queue';
import { note, onChange } from './store';

// off is from how many minutes on a wrong clock is told.
const off = 5;

export function light(): void {
  onChange(() => void draw());
  window.addEventListener('online', () => void draw());
  window.addEventListener('offline', () => void draw());
  void draw();
}

export async function draw(): Promise<void> {
  const { waiting, stuck } = await count(signedIn() || ((await current())?.person ?? 0));
  const minutes = Math.round(((await note<number>('clock')) ?? 0) / 60_000);
  for (const sign of document.querySelectorAll<HTMLElement>('[data-light]')) {
    const part = (name: string, on: boolean, n: number) => {
      const e = sign.querySelector<HTMLElement>(`[data-part="${name}"]`);
      if (!e) return;
      e.hidden = !on;
      const word = e.querySelector<HTMLElement>('[data-word]');
      if (word) word.textContent = (word.dataset.word ?? '').replace('{n}', String(n));
    };
    part('waiting', waiting > 0, waiting);
    part('stuck', stuck > 0, stuck);
    part('clock', Math.abs(minutes) >= off, Math.abs(minutes));
    part('off', !navigator.onLine && waiting + stuck === 0, 0);
    sign.hidden = waiting + stuck === 0 && Math.abs(minutes) < off && navigator.onLine;
    sign.dataset.waiting = String(waiting);
    sign.dataset.stuck = String(stuck);
  }
}
