// The day of a director: both campuses at one glance with the nights of a month, every number with
// its names, what is late, who did what, a decision that gets its number and its paper, and the week at the door.
// At a desk in Vietnamese, with a phone in English.
import { strict as assert } from 'node:assert';

const digits = (text) => Number(text.replace(/\D/g, ''));

// names counts the people of a list over all its pages.
async function names(director, path) {
  const { page } = director;
  await director.go(path);
  for (let count = 0; ;) {
    count += await page.locator('main table.list tbody tr').count();
    const next = page.locator('main a.button[href^="/presence/people?after="]').last();
    if (!(await next.count())) return count;
    await director.follow(next);
  }
}

async function day(house, { size, lang, nth }) {
  const director = await house.as('director', { size, lang });
  const { page } = director;
  await director.go('/');
  await director.look('day-director-today');
  const stats = page.locator('main a.stat');
  assert.ok((await page.locator('main a.stat[href*="state=present"]').count()) >= 2, 'both campuses are there');
  assert.ok((await page.locator('main svg polyline, main svg path').count()) >= 2, 'each with the line of its nights');
  await page.locator('main details > summary').first().click();
  assert.ok((await page.locator('main details[open] tr').count()) > 20, 'the line has its numbers behind it');
  await director.look('day-director-nights');
  await director.byKeyboard('main a.stat');
  await director.enlarged('day-director-today');

  // Each number opens exactly its names.
  const numbers = await stats.evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.querySelector('b').textContent]));
  for (const [path, number] of numbers) {
    if (digits(number) === 0) continue;
    assert.equal(await names(director, path), digits(number), `${path} opens as many names as it says`);
  }
  await director.look('day-director-names');

  // A decision: the draft as it will look, then the number, the paper, and its line in the register.
  await director.go('/residents?status=in_care');
  const who = (await page.locator('main a[href^="/residents/"]').nth(6 + nth).getAttribute('href')).split('/')[2];
  await director.go(`/register/of/${who}`);
  await director.look('day-director-papers');
  await director.follow(page.locator(`main a[href="/register/of/${who}/admission"]`));
  await director.look('day-director-decides');
  await director.follow(page.locator('main form .form-foot [type="submit"]').first());
  const entry = new URL(page.url()).pathname;
  assert.match(entry, /^\/register\/\d+$/, `issued: ${await director.text()}`);
  await director.look('day-director-issued');
  const paper = await page.request.get(`${house.base}${entry}/paper.pdf`);
  assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-', 'the decision is a PDF');
  const number = (await page.locator('h1').first().innerText()).match(/\d+\/QĐ-[\p{L}\d]+/u)?.[0];
  assert.ok(number, 'the page is called by the number');
  await director.go('/register');
  assert.ok((await director.text()).includes(number), 'and the register has it');
  await director.look('day-director-register');

  await director.go('/staff/deeds');
  await director.look('day-director-deeds');

  // Last week's log of the door waits as soon as the house has put it together, and is gone through once.
  await director.go('/deeds/door');
  const week = page.locator('form[action="/deeds/door"]').first();
  for (const until = Date.now() + 60_000; !(await week.count()) && Date.now() < until;) await page.reload();
  await director.look('day-director-door');
  await week.locator('[name="week_found"]').selectOption('in_order');
  await week.locator('[name="week_note"]').fill('Đã xem từng dòng');
  await director.follow(week.locator('[type="submit"]'));
  assert.equal(await week.count(), 0, 'the week does not wait any more');
  assert.ok((await director.text()).includes('Đã xem từng dòng'), 'and stands among the others');
  await director.look('day-director-door-seen');
  await director.go('/staff/deeds?area=door');
  await director.look('day-director-book');
  await director.close();
}

export const journeys = [
  { name: 'the day of a director, desk', run: (house) => day(house, { size: 'desk', lang: 'vi', nth: 0 }) },
  { name: 'the day of a director, phone in English', needs: 'second', run: (all) => day(all.second, { size: 'phone', lang: 'en', nth: 1 }) },
];
