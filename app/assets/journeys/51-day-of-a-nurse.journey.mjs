// The day and night of a nurse: what must be remembered of whom, somebody who must be kept apart,
// somebody who arrives at night, and a bed that the rules warn against and that is given with a
// reason and a last day. At a desk in Vietnamese, with a phone in English.
import { strict as assert } from 'node:assert';
import { zone } from './house.mjs';

// inAWeek is a day as people here write it.
function inAWeek() {
  const [y, m, d] = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Date.now() + 7 * 24 * 3600_000).split('-');
  return `${d}/${m}/${y}`;
}

async function day(house, { size, lang, guest, age }) {
  const nurse = await house.as('nurse', { size, lang });
  const { page } = nurse;
  await nurse.go('/');
  await nurse.look('day-nurse-today');
  await nurse.byKeyboard('main a.stat');
  await nurse.enlarged('day-nurse-today');
  await nurse.follow(page.locator('main a[href*="need=allergy"]').first());
  assert.ok((await page.locator('main a[href^="/residents/"]').count()) > 3, 'the number of the allergic opens their names');
  await nurse.look('day-nurse-needs');

  // At night: a page, a thumb, a bed. The name is known, so nobody becomes "unknown".
  await nurse.go('/intake/emergency');
  await page.locator('label.choice:has(input[name="sex"][value="m"])').click();
  await page.locator('[name="age"]').fill(String(age));
  await page.locator('[name="name"]').fill(guest);
  await page.locator('[name="found_place"]').fill('Cổng chợ Lường');
  await page.locator('label.choice:has(input[name="states"][value="cold"])').click();
  await nurse.look('day-nurse-night');
  await nurse.follow(page.locator('main form [type="submit"]').last());
  assert.ok((await nurse.text()).includes(guest), 'the guest has a file');
  await nurse.look('day-nurse-received');
  const who = (await page.locator('main a[href^="/residents/"]').first().getAttribute('href')).split('/')[2];

  // What the morning shows: an allergy, and that he must be kept apart.
  await nurse.go(`/residents/${who}`);
  await page.locator('details:has(form#need) > summary').click();
  await page.locator('form#need [name="what"]').selectOption('allergy.egg');
  await page.locator('form#need [name="severity"]').selectOption('severe');
  await nurse.follow(page.locator('form#need [type="submit"]'));
  await page.locator('details:has(form#flag) > summary').click();
  await page.locator('form#flag [name="kind"]').selectOption('isolate');
  await page.locator('form#flag [name="note"]').fill('Ho lâu ngày, chờ kết quả đờm');
  await nurse.follow(page.locator('form#flag [type="submit"]'));
  await nurse.look('day-nurse-resident');

  // No ward of this campus is for keeping apart: the rules say so of every bed of another ward.
  nurse.allow(/status of (409|422)/);
  assert.ok((await (await page.request.get(`${house.base}/presence/review`)).text()).includes(guest), 'it waits for a decision');
  await nurse.go(`/presence/place?resident_id=${who}`);
  await nurse.follow(page.locator('main .tabs a[href*="plan="]', { hasText: 'Khu A' }));
  await nurse.look('day-nurse-beds');
  await nurse.follow(page.locator('main form[method="post"] button.slot[name="bed_id"]').last(), { refused: true });
  const why = page.locator('[name="why"]');
  assert.ok(await why.count(), `the rules warn before the bed is given: ${await nurse.text()}`);
  await nurse.look('day-nurse-warned');
  await why.fill('Khu cách ly ở cơ sở khác; đã kê riêng một góc, chờ kết quả');
  await page.locator('[name="why_until"]').fill(inAWeek());
  await nurse.follow(page.locator('main form:has([name="why"]) .form-foot [type="submit"], main form:has([name="why"]) [type="submit"]').first());
  await nurse.go(`/residents/${who}`);
  await nurse.look('day-nurse-placed');
  assert.ok(!(await (await page.request.get(`${house.base}/presence/review`)).text()).includes(guest), 'with the reason it is decided until that day');
  await nurse.close();
}

export const journeys = [
  { name: 'the day of a nurse, desk', run: (house) => day(house, { size: 'desk', lang: 'vi', guest: 'Lang Văn Đêm', age: 47 }) },
  { name: 'the day of a nurse, phone in English', needs: 'second', run: (all) => day(all.second, { size: 'phone', lang: 'en', guest: 'Moong Văn Khuya', age: 52 }) },
];
