// speak reads a page aloud with the device's own voice: the elements that say so, in their order.
// The button stays hidden where the device has no voice.
export function speak(): void {
  if (!('speechSynthesis' in window)) return;
  const voice = window.speechSynthesis;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-speak]')) {
    const label = button.querySelector('span') ?? button;
    const start = label.textContent ?? '';
    const rest = () => {
      label.textContent = start;
      button.removeAttribute('aria-pressed');
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      if (voice.speaking) {
        voice.cancel();
        rest();
        return;
      }
      const said = [...document.querySelectorAll<HTMLElement>(`${button.dataset.speak} h2, ${button.dataset.speak} [data-say]`)].map((e) => e.innerText.replace(/\s*·\s*/g, ', '));
      said.forEach((text, n) => {
        const words = new SpeechSynthesisUtterance(text);
        words.lang = document.documentElement.lang === 'en' ? 'en-GB' : 'vi-VN';
        if (n === said.length - 1) words.onend = rest;
        words.onerror = rest;
        voice.speak(words);
      });
      label.textContent = button.dataset.stop ?? start;
      button.setAttribute('aria-pressed', 'true');
    });
  }
  window.addEventListener('pagehide', () => voice.cancel());
}
