// The day of a carer: what waits now, the round of the own ward with one person who is not as
// usual, somebody who goes to hospital (or home for a day) and comes back, and who is away.
// With a phone in Vietnamese, at a desk in English.
import { strict as assert } from 'node:assert';

const id = (path) => new URL(path, 'http://house').pathname.split('/')[2];

// round walks what is left of a round, room by room; the first person of it is not as usual.
async function round(carer, look) {
  const { page } = carer;
  const rooms = page.locator('form.attest');
  const waiting = await rooms.count();
  if (waiting === 0) return;
  const first = rooms.first().locator('details.look').first();
  await carer.see(rooms.first());
  await carer.turn(first, -1);
  if (look) await carer.look('day-carer-exception');
  for (let left = waiting; left > 0; left--) {
    await carer.see(rooms.first());
    await carer.follow(rooms.first().locator('button[type="submit"]'));
    assert.equal(await rooms.count(), left - 1, `a room was refused: ${await carer.text()}`);
  }
}

async function day(house, { size, lang, kind }) {
  const carer = await house.as('ward_carer', { size, lang });
  const { page } = carer;
  await carer.go('/');
  await carer.look('day-carer-today');
  assert.match(await carer.text(), /Khu G/, 'the own wards are there');
  assert.doesNotMatch(await carer.text(), /Khu A|Khu 1/, 'and no other');
  await carer.byKeyboard('main a.button.large, main a.row-link');
  await carer.enlarged('day-carer-today');

  await carer.follow(page.locator('main a.row-link', { hasText: 'Khu G' }));
  await carer.look('day-carer-board');
  const board = new URL(page.url()).pathname;
  await carer.follow(page.locator('.page-actions a[href$="/round"]'));
  await round(carer, true);
  await carer.look('day-carer-round');

  // Enter alone opens the page of the last person of the board.
  await carer.go(board);
  const person = page.locator('.person:not(.away) a.person-name').last();
  const who = id(await person.getAttribute('href'));
  await person.focus();
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
  const name = (await page.locator('h1').first().innerText()).trim();
  const before = await away(carer);
  await carer.go(`/presence/absence?resident_id=${who}`);
  await page.locator(`input[name="kind"][value="${kind}"]`).check();
  await page.locator('[name="place"]').fill(kind === 'hospital' ? 'Bệnh viện Đa khoa Đô Lương' : 'Nhà chị gái');
  if (kind === 'leave') await page.locator('[name="companion"]').fill('Chị gái đón');
  await carer.look('day-carer-leaves');
  await carer.follow(page.locator('form[action="/presence/absence"] [type="submit"]').first());

  assert.equal(await away(carer), before + 1, 'one more is away');
  await carer.go('/');
  assert.ok((await carer.text()).includes(name), 'today names who is away');
  await carer.look('day-carer-away');
  await carer.follow(page.locator(`main a.stat[href*="state=${kind}"]`).first());
  assert.ok((await carer.text()).includes(name), 'the number opens the names');
  await carer.look('day-carer-names');

  await carer.go(`/presence/absence?resident_id=${who}`);
  await carer.follow(page.locator('form[action="/presence/return"] [type="submit"]').first());
  assert.equal(await away(carer), before, 'and is back');

  // What is not a carer's is not there, neither as a link nor by its address.
  assert.equal(await page.locator('a[href="/staff"], a[href="/register"]').count(), 0);
  assert.equal((await page.request.get(`${house.base}/staff`)).status(), 403);
  await carer.close();
}

// away is how many of the own wards are somewhere else, as today counts them.
async function away(carer) {
  await carer.go('/');
  const numbers = await carer.page.locator('main .stat b').allInnerTexts();
  return numbers.slice(1).reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0);
}

export const journeys = [
  { name: 'the day of a carer, phone', run: (house) => day(house, { size: 'phone', lang: 'vi', kind: 'hospital' }) },
  { name: 'the day of a carer, desk in English', needs: 'second', run: (all) => day(all.second, { size: 'desk', lang: 'en', kind: 'leave' }) },
];
