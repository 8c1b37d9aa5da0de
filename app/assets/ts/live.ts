// live follows the revision of what a part shows. An element with
// data-live="/some/stream" listens to that stream of server-sent events. The
// first "revision" says where the page stands; every other one after it, also
// the first after a broken line, fires "changed" on the element, which htmx
// answers by fetching the fragment again (hx-trigger="changed"). data-since is
// the moment at which the page was drawn, so that nothing is missed before the
// line was open. The pulse of the page tells the truth about the line.
import { heard } from './renew';

const lines = new Map<string, EventSource>();
const stands = new Map<string, string>();

export function live(root: ParentNode): void {
  const parts = [...root.querySelectorAll<HTMLElement>('[data-live]')];
  if (root instanceof HTMLElement && root.dataset.live) parts.push(root);
  for (const part of parts) follow(part.dataset.live!, part.dataset.since);
}

function follow(address: string, since?: string): void {
  if (lines.has(address)) return;
  const line = new EventSource(since ? `${address}?since=${since}` : address);
  lines.set(address, line);
  line.addEventListener('open', () => pulse('live'));
  line.addEventListener('least', (event) => heard((event as MessageEvent<string>).data));
  line.addEventListener('error', () => pulse(navigator.onLine ? 'stale' : 'off'));
  line.addEventListener('revision', (event) => {
    const now = (event as MessageEvent<string>).data;
    const parts = document.querySelectorAll<HTMLElement>(`[data-live="${CSS.escape(address)}"]`);
    if (parts.length === 0) {
      line.close();
      lines.delete(address);
      stands.delete(address);
      return;
    }
    for (const part of parts) {
      const shown = part.dataset.revision ?? stands.get(address);
      if (part.dataset.revision !== undefined) part.dataset.revision = now;
      if (shown !== undefined && shown !== now) part.dispatchEvent(new CustomEvent('changed'));
    }
    stands.set(address, now);
    pulse('live');
  });
  window.addEventListener('offline', () => pulse('off'));
}

function pulse(state: 'live' | 'stale' | 'off'): void {
  for (const light of document.querySelectorAll<HTMLElement>('.pulse')) {
    const text = light.dataset[`${state}Text`];
    if (text === undefined || light.textContent?.trim() === text) continue;
    light.classList.toggle('stale', state === 'stale');
    light.classList.toggle('off', state === 'off');
    light.textContent = text;
  }
}
