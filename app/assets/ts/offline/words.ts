// words are the sentences that the page brings along for what happens without the server.
export function say(key: string, args: Record<string, string | number> = {}): string {
  const text = document.querySelector<HTMLTemplateElement>('#kept-words')?.content.querySelector(`[data-k="${key}"]`)?.textContent ?? '';
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in args ? String(args[name]) : whole));
}

// clock says a time as the clock on the wall of the house does, wherever this phone thinks it is.
export function clock(at: number): string {
  const zone = document.querySelector<HTMLElement>('[data-zone]')?.dataset.zone;
  return new Date(at).toLocaleTimeString(document.documentElement.lang === 'en' ? 'en-GB' : 'vi-VN', { hour: '2-digit', minute: '2-digit', timeZone: zone });
}
