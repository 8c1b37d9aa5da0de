// The day of a social worker: what is late and why, a file that lacks papers and gets one, the
// list of what is due as a spreadsheet, and somebody who goes home: asked, decided, left, told
// apart to the minute. With a phone in Vietnamese, at a desk in English.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

async function day(house, { size, lang, nth }) {
  const worker = await house.as('social_worker', { size, lang });
  const { page } = worker;
  await worker.go('/');
  await worker.look('day-social-today');
  await worker.byKeyboard('main a.event-title');
  await worker.enlarged('day-social-today');

  // What is late names whose it is, and leads to the file; a paper that came is one tap.
  await worker.go('/intake/deadlines');
  await worker.look('day-social-due');
  await page.locator('#keep summary').click();
  const sheet = page.locator('#keep a[href*=".xlsx"]').first();
  const [saved] = await Promise.all([page.waitForEvent('download'), sheet.click()]);
  assert.equal(readFileSync(await saved.path()).subarray(0, 2).toString(), 'PK', 'the list is a spreadsheet');
  await worker.follow(page.locator('main a[href^="/intake/files/"]').nth(nth));
  await worker.look('day-social-file');
  const missing = page.locator('.line:has(> .buttons form[action$="/papers"])');
  const lacking = await missing.count();
  const paper = await missing.first().getAttribute('id');
  await worker.follow(missing.first().locator('form[action$="/papers"] [type="submit"]').first());
  assert.equal(await missing.count(), lacking - 1, `${paper} has come`);
  await worker.look('day-social-paper');

  // Somebody goes home. Asked, decided and left are three moments, and only the last frees the bed.
  await worker.go('/residents?status=in_care');
  const who = (await page.locator('main a[href^="/residents/"]').nth(3 + nth).getAttribute('href')).split('/')[2];
  await worker.go(`/intake/departures/new?resident_id=${who}`);
  await page.locator('[name="reason"]').selectOption('b');
  await page.locator('[name="asked_by"]').fill('Con gái');
  await page.locator('[name="receiver"]').fill('Người nhà đón');
  await worker.look('day-social-asks');
  await worker.follow(page.locator('form#start [type="submit"]'));
  assert.match(page.url(), /\/intake\/departures\/\d+/);
  await worker.follow(page.locator('form#decide [type="submit"]'));
  assert.ok(await page.locator('form#leave').count(), 'deciding lets nobody go yet');
  await worker.look('day-social-decided');
  const kept = await (await page.request.get(`${house.base}/residents/${who}`)).text();
  assert.match(kept, new RegExp(`/presence/absence\\?resident_id=${who}`), 'the person is still in care');
  await worker.follow(page.locator('form#leave [type="submit"]'));
  await worker.look('day-social-left');
  const gone = await (await page.request.get(`${house.base}/residents/${who}`)).text();
  assert.doesNotMatch(gone, new RegExp(`/presence/absence\\?resident_id=${who}`), 'now the person has left');
  await worker.go('/intake/departures');
  await worker.look('day-social-departures');
  await worker.close();
}

export const journeys = [
  { name: 'the day of a social worker, phone', run: (house) => day(house, { size: 'phone', lang: 'vi', nth: 0 }) },
  { name: 'the day of a social worker, desk in English', needs: 'second', run: (all) => day(all.second, { size: 'desk', lang: 'en', nth: 1 }) },
];
