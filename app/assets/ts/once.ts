// once keeps a tired thumb from sending the same form twice. The server would
// answer the twin with the first answer anyway; this only calms the page.
export function once(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post') return;
    const button = (event as SubmitEvent).submitter;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '1';
    button?.classList.add('busy');
  });
  // The page comes back from the browser's memory when the person goes back.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent;
    for (const button of document.querySelectorAll('.button.busy')) button.classList.remove('busy');
  });
}
