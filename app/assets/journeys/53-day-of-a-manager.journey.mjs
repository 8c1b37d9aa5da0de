// The day of a manager: a place that must be decided again, a bed that is kept for somebody who
// comes tomorrow, a person handed over to the other campus and taken there, and a new colleague.
// At a desk in Vietnamese, with a phone in English.
import { strict as assert } from 'node:assert';

const inCare = async (person, ward, nth) => {
  await person.go(`/presence/people?state=present&ward_id=${ward}`);
  return (await person.page.locator('main a[href^="/residents/"]').nth(nth).getAttribute('href')).split('/')[2];
};
const numberOf = async (person, ward, nth) => {
  await person.go(`/presence/people?state=present&ward_id=${ward}`);
  return (await person.text()).match(/NA-\d+/g)?.[nth];
};
const wardOf = async (person, name) => {
  await person.go('/wards');
  return (await person.page.locator('.room a', { hasText: name }).first().getAttribute('href')).split('/')[2];
};

async function day(house, { size, lang, ward, colleague, username }) {
  const manager = await house.as('manager', { size, lang });
  const { page } = manager;
  await manager.go('/');
  await manager.look('day-manager-today');
  await manager.byKeyboard('main a.stat');
  await manager.enlarged('day-manager-today');
  const of = await wardOf(manager, ward);

  // Somebody must be kept apart and lies among others: the house asks until it is decided.
  const apart = await inCare(manager, of, 0);
  await manager.go(`/residents/${apart}`);
  await page.locator('details:has(form#flag) > summary').click();
  await page.locator('form#flag [name="kind"]').selectOption('isolate');
  await manager.follow(page.locator('form#flag [type="submit"]'));
  await manager.go('/presence/review');
  const card = page.locator('main .card', { has: page.locator(`a[href^="/presence/place?"][href$="resident_id=${apart}"]`) }).first();
  await card.waitFor();
  await card.locator('summary').first().click();
  await manager.look('day-manager-review');
  await card.locator('[name="why"]').fill('Chờ giường ở khu cách ly, đã kê riêng một góc');
  await manager.follow(card.locator('form:has([name="why"]) [type="submit"]'));
  assert.equal(await page.locator(`main a[href^="/presence/place?"][href$="resident_id=${apart}"]`).count(), 0, 'decided until the day that was named');
  await manager.look('day-manager-decided');

  // A bed is kept for somebody until tomorrow, and given up again.
  const expected = await numberOf(manager, of, 1);
  await manager.go('/presence/reservations');
  await page.locator('[name="person"]').fill(expected);
  const beds = page.locator('select[name="bed_id"]');
  await beds.selectOption(await beds.locator(`option:not([value=""])`).last().getAttribute('value'));
  await page.locator('[name="reason"]').fill('Ngày mai dọn sang phòng gần cửa');
  await manager.follow(page.locator('form[action="/presence/reservations"] [type="submit"]').first());
  await manager.go('/presence/reservations');
  const release = page.locator('form[action="/presence/reservations/release"]');
  const kept = await release.count();
  assert.ok(kept > 0, 'the bed is kept');
  await manager.look('day-manager-kept');
  await manager.follow(release.last().locator('[type="submit"]'));
  await manager.go('/presence/reservations');
  assert.equal(await release.count(), kept - 1, 'and free again');

  // Handing over: this side signs with a list, the other side gives a bed; till then nothing moves.
  const goes = await inCare(manager, of, 2);
  await manager.go(`/intake/transfers/new?resident_id=${goes}`);
  await page.locator('[name="reason"]').fill('Gia đình ở Diễn Châu, tiện thăm nom');
  await page.locator('[name="belongings"]').fill('Một ba lô quần áo, một radio');
  await page.locator('[name="papers"]').fill('Căn cước, thẻ bảo hiểm y tế');
  await page.locator('[name="medicine"]').fill('Không');
  await manager.look('day-manager-hands-over');
  await manager.follow(page.locator('form#ask [type="submit"]'));
  const transfer = new URL(page.url()).pathname;
  await manager.look('day-manager-waits');
  const other = await house.as('manager_b', { size, lang });
  await other.go(transfer);
  const into = other.page.locator('form#accept select[name="bed_id"]');
  for (const bed of await into.locator('option:not([value=""])').evaluateAll((all) => all.map((one) => one.value))) {
    await into.selectOption(bed);
    other.allow(/status of (409|422)/);
    const answer = await other.follow(other.page.locator('form#accept [type="submit"]'), { refused: true });
    if (answer.status() < 400) break; // a bed of a ward for the other sex is refused, and so on
  }
  assert.equal(await other.page.locator('form#accept').count(), 0, `taken over: ${await other.text()}`);
  await other.look('day-manager-taken');
  await other.close();
  manager.allow(/status of 404/);
  await manager.go(transfer);
  await manager.look('day-manager-handed-over');

  // A new colleague gets an account, a role with its place, and a password for once.
  await manager.go('/staff/new');
  await page.locator('[name="name"]').fill(colleague);
  await page.locator('[name="username"]').fill(username);
  await page.locator('[name="role"]').selectOption('ward_carer');
  await page.locator('[name="place"]').selectOption({ index: 0 });
  await manager.look('day-manager-colleague');
  await manager.follow(page.locator('form[action="/staff/new"] [type="submit"]').first());
  assert.ok((await page.locator('main input[readonly]').last().inputValue()).length >= 8, 'a one-time password is shown');
  await manager.go('/staff/deeds');
  await manager.look('day-manager-deeds');
  await manager.close();
}

export const journeys = [
  { name: 'the day of a manager, desk', run: (house) => day(house, { size: 'desk', lang: 'vi', ward: 'Khu E', colleague: 'Kha Thị Sương', username: 'suong.kt' }) },
  { name: 'the day of a manager, phone in English', needs: 'second', run: (all) => day(all.second, { size: 'phone', lang: 'en', ward: 'Khu C', colleague: 'Xeo Thị Mây', username: 'may.xt' }) },
];
