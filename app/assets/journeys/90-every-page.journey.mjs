// Every page that a role can reach by links, looked at once in each dress: both widths, both
// languages, light and dark, and without scripts. The list grows by itself with the house.
const roles = ['ward_carer', 'nurse', 'social_worker', 'manager', 'director', 'admin'];
const most = 90; // kinds of pages; more than that is a loop of links

// kind makes one name for all pages of one sort: /residents/17 and /residents/18 are one.
const kind = (path) => path.replace(/^\/settings\/[a-z_]+\.[a-z_.]+$/, '/settings/one').replace(/^\/settings\/groups\/[a-z]+$/, '/settings/groups/one').replace(/\d{4}-\d{2}(-\d{2})?/g, 'day').replace(/\d+/g, 'n');
const slug = (path) => kind(path).replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'today';

// links finds where the pages of a text lead, downloads aside.
function* links(html, base) {
  for (const [tag] of html.matchAll(/<a\s[^>]*>/g)) {
    const href = /\shref="([^"]*)"/.exec(tag);
    if (href && !/\sdownload[\s=>]/.test(tag)) yield new URL(href[1].replaceAll('&amp;', '&'), base);
  }
}

// pages finds every kind of page by following links, each with the role that reached it first, and
// what is wrong with the links. It reads without drawing: each page is drawn in every dress below.
async function pages(house) {
  const found = new Map(), faults = [];
  for (const role of roles) {
    const person = await house.as(role, { size: 'desk' });
    const waiting = [['/', '/']], met = new Set(['/']);
    for (const [path, from] of waiting) {
      const answer = await person.context.request.get(house.base + path);
      if (!answer.ok()) faults.push(`${role} finds a broken link on ${from}: ${path} answers ${answer.status()}`);
      if (!answer.ok() || !(answer.headers()['content-type'] || '').startsWith('text/html')) continue;
      if (!found.has(kind(path))) found.set(kind(path), { path, role });
      for (const url of links(await answer.text(), house.base + path)) {
        const next = url.pathname;
        if (url.origin !== house.base || /^\/(api|calendar|fhir|assets)\b/.test(next)) continue;
        // What a page asks about a person or a day stands in its question, which is part of the way there.
        const way = next + url.search;
        if (met.has(kind(next)) || met.size >= most) continue;
        met.add(kind(next));
        waiting.push([way, path]);
      }
    }
    await person.close();
  }
  return { list: [...found.values()], faults };
}

let walked;
const every = (house) => (walked ??= pages(house));

// dress visits all pages in one size, language and light, all roles at once. Also at the other width it
// only asks whether the page fits there: loading it a second time would tell nothing new.
const dress = (name, { also, ...options }) => ({
  name: `every page, ${name}`,
  async run(house) {
    const faults = [], { list } = await every(house);
    await Promise.all([...new Set(list.map((page) => page.role))].map(async (role) => {
      const person = await house.as(role, options);
      for (const { path } of list.filter((page) => page.role === role)) {
        try {
          await person.go(path);
          await person.look(`page-${slug(new URL(path, house.base).pathname)}`);
          if (also) await person.fitsAt(also);
        } catch (error) {
          faults.push(`${role} ${path}: ${error.message}`);
        }
      }
      await person.close().catch((error) => faults.push(`${role}: ${error.message}`));
    }));
    if (faults.length) throw new Error(faults.join('\n'));
  },
});

export const journeys = [
  {
    name: 'every link leads somewhere',
    async run(house) {
      const { faults } = await every(house);
      if (faults.length) throw new Error(faults.join('\n'));
    },
  },
  dress('phone in Vietnamese', { size: 'phone', lang: 'vi' }),
  dress('desk in Vietnamese, dark', { size: 'desk', lang: 'vi', dark: true }),
  dress('phone in English, dark, and as wide as a desk', { size: 'phone', lang: 'en', dark: true, also: 'desk' }),
  dress('phone without scripts', { size: 'phone', lang: 'vi', script: false }),
];
