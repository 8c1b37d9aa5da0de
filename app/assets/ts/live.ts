// live follows the revision of what a part shows. An element with
// data-live="/some/stream" listens to that stream of server-sent events; each
// "revision" whose number is new fires "changed" on the element, which htmx
// answers by fetching the fragment again (hx-trigger="changed"). Every pulse
// that names the element by data-pulse-of tells the truth about the line.
const open = new Map<string, EventSource>();

export function live(root: ParentNode): void {
  const parts = [...root.querySelectorAll<HTMLElement>('[data-live]')];
  if (root instanceof HTMLElement && root.dataset.live) parts.push(root);
  for (const part of parts) follow(part.dataset.live!);
}

function follow(url: string): void {
  if (open.has(url)) return;
  const line = new EventSource(url);
  open.set(url, line);
  let last = '';
  line.addEventListener('open', () => pulse(url, 'live'));
  line.addEventListener('error', () => pulse(url, navigator.onLine ? 'stale' : 'off'));
  line.addEventListener('revision', (event) => {
    const now = (event as MessageEvent<string>).data;
    const parts = document.querySelectorAll<HTMLElement>(`[data-live="${CSS.escape(url)}"]`);
    if (parts.length === 0) {
      line.close();
      open.delete(url);
      return;
    }
    for (const part of parts) {
      const shown = part.dataset.revision ?? last;
      if (shown !== '' && shown !== now) part.dispatchEvent(new CustomEvent('changed', { bubbles: false }));
      if (part.dataset.revision !== undefined) part.dataset.revision = now;
    }
    last = now;
    pulse(url, 'live');
  });
  window.addEventListener('pagehide', () => line.close(), { once: true });
}

function pulse(url: string, state: 'live' | 'stale' | 'off'): void {
  for (const light of document.querySelectorAll<HTMLElement>('.pulse[data-live-text]')) {
    light.classList.toggle('stale', state === 'stale');
    light.classList.toggle('off', state === 'off');
    light.textContent = light.dataset[state === 'live' ? 'liveText' : state === 'stale' ? 'staleText' : 'offText'] ?? '';
  }
  void url;
}
