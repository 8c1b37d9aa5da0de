// Somebody of another ward faints in the yard: a carer opens that one file with a reason, sees what must be
// known, and closes it. The director is asked at once and answers; the books show who looked. By thumb in
// Vietnamese and at a desk in English.
import { strict as assert } from 'node:assert';

// see looks at a page; what keeps people from using it is sought once and not in each language.
const see = (visitor, name) => visitor.look(name, { axe: visitor.lang === 'vi' });

// foreign is somebody of a ward of the campus where the carer does not work: the address of the file, the
// number on the card and the name.
async function foreign(house, nth) {
  const director = await house.as('director', { size: 'desk' });
  const { page } = director;
  await director.go('/wards');
  await director.follow(page.locator('main a[href^="/wards/"]', { hasText: 'Khu A' }).first());
  const path = (await page.locator('.person:not(.away) a.person-name').nth(nth).getAttribute('href')).replace(/\?.*/, '');
  await director.go(path);
  const name = (await page.locator('h1').first().innerText()).trim();
  const number = (await page.locator('body').innerText()).match(/\b[A-Z]{2}-\d{6}\b/)[0];
  await director.close();
  return { path, name, number };
}

async function opened(carer, who) {
  const { page } = carer;
  carer.allow(/status of (404|409|422)/);
  assert.equal((await page.request.get(carer.house.base + who.path)).status(), 404, 'the file of another ward is not there');
  await carer.go(`/search?q=${who.number}`);
  await see(carer, 'emergency-file-not-found');
  await carer.follow(page.locator('main a[href="/deeds/crises/new"]').first());
  const form = page.locator('form[action="/deeds/crises"]');
  await form.locator('[name="who"]').fill(who.number);
  await form.locator('[name="reason"]').fill('gấp');
  await carer.follow(form.locator('[type="submit"]'), { refused: true });
  assert.equal(await form.locator('[name="who"]').inputValue(), who.number, 'what was typed stays');
  await see(carer, 'emergency-file-refused');
  await form.locator('[name="reason"]').fill('Ngất ở sân, cần biết tiền sử co giật');
  await carer.follow(form.locator('[type="submit"]'));
  const at = new URL(page.url()).pathname;
  assert.match(at, /^\/deeds\/crises\/\d+$/, await carer.text());
  assert.ok((await page.locator('body').innerText()).includes(who.name), 'whose file it is');
  assert.match(await page.locator('main .notice').first().innerText(), /\d{2}:\d{2}/, 'until when it stays open');
  await see(carer, 'emergency-file');
  return at;
}

async function answered(director, at, who, carer) {
  const { page } = director;
  await director.go('/');
  const asked = page.locator('main .notice', { hasText: who.name }).first();
  assert.ok((await asked.innerText()).includes(carer), 'the director is told who opened it');
  await see(director, 'emergency-file-today');
  await director.follow(asked.locator('a[href="/deeds/crises"]'));
  const card = page.locator(`#crisis-${at.split('/').pop()}`);
  await card.locator('[name="found"]').selectOption('in_order');
  await card.locator('[name="reason"]').fill('Đúng là cấp cứu, đã đưa đi viện');
  await see(director, 'emergency-file-asked');
  await director.follow(card.locator('[type="submit"]'));
  assert.equal(await card.locator('form').count(), 0, 'answered once');
  assert.ok((await card.innerText()).includes('Đúng là cấp cứu'), 'with what was found');
  await see(director, 'emergency-file-answered');
  const number = encodeURIComponent(who.number);
  await director.go(`/staff/deeds?person=${number}&action=deeds.open_crisis`);
  assert.ok((await director.text()).includes(carer), 'the book of deeds has the opening');
  await see(director, 'emergency-file-deeds');
  await director.go(`/deeds/of/${who.path.split('/')[2]}?only=look`);
  assert.ok((await director.text()).includes(carer), 'and the trail of the file the looks');
  await see(director, 'emergency-file-trail');
}

async function emergency(house, { size, lang, nth }) {
  const who = await foreign(house, nth);
  const carer = await house.as('ward_carer', { size, lang });
  const at = await opened(carer, who);
  await carer.go('/me');
  const name = (await carer.page.locator('main .who h2, main .who-name, main .who strong').first().innerText()).trim();
  const director = await house.as('director', { size: size === 'phone' ? 'desk' : 'phone', lang });
  await answered(director, at, who, name);
  await director.close();
  await carer.go(at);
  await carer.follow(carer.page.locator(`form[action="${at}/close"] [type="submit"]`));
  assert.equal((await carer.page.request.get(house.base + at)).status(), 409, 'what was closed does not open again');
  await carer.close();
}

export const journeys = [
  { name: 'a file is opened in an emergency, phone', needs: 'second', run: (all) => emergency(all.second, { size: 'phone', lang: 'vi', nth: 2 }) },
  { name: 'a file is opened in an emergency, desk in English', needs: 'second', run: (all) => emergency(all.second, { size: 'desk', lang: 'en', nth: 3 }) },
];
