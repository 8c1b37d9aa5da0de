// A page of an older build stands open on a tablet. It hears of it at its next talk with the house, says so
// in one line, and renews itself: at once where nobody writes on it, and never under somebody's hands. What
// was typed comes back, and nothing is written in the house.
import { strict as assert } from 'node:assert';

// aged lets the first page that this tab opens be one of a build before the formats were counted.
const aged = () => {
  document.addEventListener('DOMContentLoaded', () => {
    if (!location.pathname.startsWith('/wards/') && !location.pathname.startsWith('/residents/') || sessionStorage.getItem('aged')) return;
    sessionStorage.setItem('aged', '1');
    document.documentElement.dataset.format = '0';
    window.old = true;
  });
};

const format = (page) => page.evaluate(() => document.documentElement.dataset.format);

// board: nobody writes, and the live line says it.
async function board(house) {
  const visitor = await house.as('manager', { size: 'desk' });
  const { page } = visitor;
  await visitor.go('/wards');
  const ward = await page.locator('main a[href^="/wards/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')).find((h) => /^\/wards\/\d+$/.test(h)));
  await page.addInitScript(aged);
  await visitor.go(ward);
  assert.equal(await format(page), '0', 'the page is an old one');
  await page.locator('[data-renew]:visible').waitFor();
  await visitor.look('renew-line', { axe: true });
  await page.waitForFunction(() => !window.old && document.documentElement.dataset.format === '1');
  assert.equal(await page.locator('[data-renew]:visible').count(), 0, 'the new page says nothing');
  await visitor.close();
}

// writing: somebody writes a longer note. The page waits; renewed by hand it brings the draft back.
async function writing(house) {
  const visitor = await house.visitor();
  const { page } = visitor;
  await visitor.signIn('nurse');
  await visitor.go('/residents');
  const path = await page.locator('main a[href^="/residents/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')).find((h) => /^\/residents\/\d+$/.test(h)));
  await page.addInitScript(aged);
  await visitor.go(`${path}/edit`);
  assert.equal(await format(page), '0', 'the page is an old one');
  await page.waitForFunction(() => 'keeps' in document.documentElement.dataset);
  const note = page.locator('main textarea[name="note"]');
  const before = await note.inputValue();
  await note.fill('Đang viết dở thì có bản mới');
  await page.evaluate(() => fetch('/healthz').then((a) => document.dispatchEvent(new CustomEvent('htmx:afterRequest', { detail: { xhr: { getResponseHeader: (name) => a.headers.get(name) } } }))));
  await page.locator('[data-renew]:visible').waitFor();
  await page.evaluate(() => document.activeElement.blur());
  // Longer than hands have to rest.
  await new Promise((done) => setTimeout(done, 11_000));
  assert.equal(await page.evaluate(() => window.old), true, 'no page is renewed under what was typed');
  assert.equal(await note.inputValue(), 'Đang viết dở thì có bản mới');
  await page.locator('[data-renew-now]').click();
  await page.waitForFunction(() => !window.old && document.documentElement.dataset.format === '1');
  await page.locator('.kept-line').first().waitFor();
  assert.equal(await note.inputValue(), 'Đang viết dở thì có bản mới', 'the draft is back on the new page');
  await page.locator('.kept-line button').first().click();
  await page.waitForFunction((was) => document.querySelector('main textarea[name="note"]').value === was, before);
  await visitor.close();
}

export const journeys = [
  { name: 'an open page of an old build renews itself', run: board },
  { name: 'an old page that is written on waits, and its draft comes back', run: writing },
];
