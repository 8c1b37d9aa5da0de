// Every page that a role can reach by links, looked at once in each dress: both widths, both
// languages, light and dark, and without scripts. The list grows by itself with the house.
const roles = ['ward_carer', 'nurse', 'social_worker', 'manager', 'director', 'admin'];
const most = 90; // kinds of pages; more than that is a loop of links

// kind makes one name for all pages of one sort: /residents/17 and /residents/18 are one.
const kind = (path) => path.replace(/\d{4}-\d{2}(-\d{2})?/g, 'day').replace(/\d+/g, 'n');
const slug = (path) => kind(path).replace(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'today';

// pages finds every kind of page by following links, each with the role that reached it first, and
// what is wrong with the links.
async function pages(house) {
  const found = new Map(), faults = [];
  for (const role of roles) {
    const person = await house.as(role, { size: 'desk' });
    const waiting = ['/'], met = new Set(['/']);
    if (!found.has('/')) found.set('/', { path: '/', role });
    while (waiting.length) {
      const path = waiting.shift();
      let answer;
      try {
        answer = await person.go(path);
      } catch (error) {
        if (!/Download is starting/.test(error.message)) person.fault(`${role} meets a broken link: ${error.message}`);
        found.delete(kind(path));
        continue;
      }
      if (!(answer?.headers()['content-type'] || '').startsWith('text/html')) {
        found.delete(kind(path));
        continue;
      }
      const links = await person.page.locator('a[href]').evaluateAll((all) => all.filter((a) => !a.hasAttribute('download')).map((a) => a.href));
      for (const link of links) {
        const url = new URL(link);
        if (url.origin !== house.base || /^\/(api|calendar|fhir|assets)\b/.test(url.pathname)) continue;
        const next = url.pathname;
        if (met.has(kind(next)) || met.size >= most) continue;
        met.add(kind(next));
        waiting.push(next);
        if (!found.has(kind(next))) found.set(kind(next), { path: next, role });
      }
    }
    await person.close().catch((error) => faults.push(`${role}: ${error.message}`));
  }
  return { list: [...found.values()], faults };
}

let walked;
const every = (house) => (walked ??= pages(house));

// dress visits all pages in one size, language and light.
const dress = (name, options) => ({
  name: `every page, ${name}`,
  async run(house) {
    const faults = [];
    const visitors = new Map();
    for (const { path, role } of (await every(house)).list) {
      if (!visitors.has(role)) visitors.set(role, await house.as(role, options));
      const person = visitors.get(role);
      try {
        await person.go(path);
        await person.look(`page-${slug(path)}`);
      } catch (error) {
        faults.push(`${role} ${path}: ${error.message}`);
      }
    }
    for (const person of visitors.values()) await person.close().catch((error) => faults.push(error.message));
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
  dress('phone in English, dark', { size: 'phone', lang: 'en', dark: true }),
  dress('desk in English', { size: 'desk', lang: 'en' }),
  dress('phone without scripts', { size: 'phone', lang: 'vi', script: false }),
];
