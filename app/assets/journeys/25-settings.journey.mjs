// What the centre decides: the director finds a figure, writes a new one for a coming day, sees it
// announced, swaps a working day by a notice and takes it back. Once with a phone and in
// Vietnamese, once at a desk and in English.
import { strict as assert } from 'node:assert';

const text = (page, selector = 'main') => page.locator(selector).first().innerText();
const next = new Date().getFullYear() + 1;

async function send(person, button) {
  await Promise.all([
    person.page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.request().method() === 'GET'),
    button.click(),
  ]);
  await person.page.waitForLoadState('load');
}

const open = (person, link) => Promise.all([person.page.waitForNavigation(), link.click()]);
const save = (page) => page.locator('main form.form [type="submit"]').first();

async function decide(house, { size, lang, base, off }) {
  const director = await house.as('director', { size, lang });
  const { page } = director;
  await director.go('/settings');
  await page.locator('#f-q').fill(lang === 'vi' ? 'muc chuan' : 'base level');
  await open(director, page.locator('form.filters [type="submit"]'));
  await director.look('settings-found');
  await open(director, page.locator('a[href="/settings/allowance.base_level"]').first());
  assert.match(await text(page), /500[.,]000/, 'the base level of today stands there');

  director.allow(/status of 422/);
  await page.locator('[name="value"]').fill('nhiều');
  await page.locator('[name="valid_from"]').fill(`01/07/${next}`);
  await Promise.all([page.waitForNavigation(), save(page).click()]);
  assert.equal(await page.locator('[name="value"]').inputValue(), 'nhiều', 'what was typed comes back');
  await page.locator('#f-value-error').waitFor();
  await director.look('setting-refused');
  await page.locator('[name="value"]').fill(base);
  await page.locator('input[name="mark"][value="D"]').check();
  await send(director, save(page));
  assert.match(await text(page), /500[.,]000/, 'today is as it was');
  await director.look('setting-written');
  await director.go('/settings');
  assert.ok((await text(page, '#coming')).includes(base), 'what changes soon is announced');
  await director.look('settings-index');

  await director.go(`/settings/holidays?year=${next}`);
  await page.locator('[name="off"]').fill(off);
  await page.locator('[name="name"]').fill('Nghỉ theo thông báo');
  await page.locator('input[name="mark"][value="D"]').check();
  await send(director, save(page));
  assert.ok((await text(page, 'table.list')).includes(off), 'the swapped day stands in its year');
  await director.look('holidays-swapped');
  const [d, m, y] = off.split('/');
  await open(director, page.locator(`a[href="/settings/holidays/day?day=${y}-${m}-${d}"]`));
  await director.look('holidays-day');
  await send(director, save(page));
  assert.ok(!(await text(page, 'table.list')).includes(off), 'the day is worked again');

  await director.go('/settings/timetable/own');
  await page.locator('[name="shifts[0].rounds"]').fill('6h bữa sáng, 9:00, 10:30 bữa trưa');
  await page.locator('[name="from"]').fill(`01/08/${next}`);
  await director.look('shifts-own');
  await send(director, save(page));
  assert.match(await text(page), /09:00, 10:30/, 'the new rounds are announced');
  await director.look('shifts-coming');
  await director.close();
}

// The last Wednesday of July is no holiday in any year.
const wednesday = (() => {
  const day = new Date(Date.UTC(next, 6, 31));
  day.setUTCDate(31 - ((day.getUTCDay() + 4) % 7));
  return `${String(day.getUTCDate()).padStart(2, '0')}/07/${next}`;
})();

export const journeys = [
  {
    name: 'the director writes a new figure and swaps a day with a phone',
    run: (house) => decide(house, { size: 'phone', lang: 'vi', base: '560.000', off: wednesday }),
  },
  {
    name: 'the director writes a new figure and swaps a day at a desk in English',
    run: (house) => decide(house, { size: 'desk', lang: 'en', base: '570,000', off: wednesday }),
  },
];
