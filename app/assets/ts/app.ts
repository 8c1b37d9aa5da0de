// What the pages do with a script that they cannot do without one. Every form
// and link works when none of this runs; a script only saves steps.
import { keys } from './keys';
import { live } from './live';
import { once } from './once';

document.documentElement.classList.add('js');
document.addEventListener('click', (event) => {
  if (!(event.target as Element).closest('[data-print]')) return;
  event.preventDefault();
  window.print();
});
keys();
once();
live(document);
document.addEventListener('htmx:load', (event) => live(event.target as Element));
