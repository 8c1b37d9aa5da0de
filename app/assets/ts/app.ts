// What the pages do with a script that they cannot do without one. Every form
// and link works when none of this runs; a script only saves steps.
import { keys } from './keys';
import { live } from './live';
import { once } from './once';

document.documentElement.classList.add('js');
keys();
once();
live(document);
document.addEventListener('htmx:load', (event) => live(event.target as Element));
