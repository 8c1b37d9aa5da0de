// What the pages do with a script that they cannot do without one. Every form
// and link works when none of this runs; a script only saves steps.
import { grid } from './grid';
import { keys } from './keys';
import { live } from './live';
import { offline } from './offline';
import { once } from './once';
import { pad } from './pad';
import { pin } from './pin';
import { renew } from './renew';
import { speak } from './speak';
import { walk } from './walk';
import { wheel } from './wheel';

document.documentElement.classList.add('js');
document.addEventListener('click', (event) => {
  if (!(event.target as Element).closest('[data-print]')) return;
  if (document.querySelector('main a[rel="next"], main a[rel="prev"]')) return; // a longer page follows, which prints itself
  event.preventDefault();
  window.print();
});
if (new URLSearchParams(location.search).has('print')) window.addEventListener('load', () => window.print());
keys();
wheel(); // before all that sends: a form that lacks something is not sent
walk();
offline(); // before once: what is kept on this phone is not sent by the page
grid();
once();
pad(document);
pin();
speak();
renew();
live(document);
document.addEventListener('htmx:load', (event) => live(event.target as Element));
