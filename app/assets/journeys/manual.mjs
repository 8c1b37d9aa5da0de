// Draws the pictures of docs/manual from a sample house, each in both languages, as a phone or a
// desk shows it. `make manual` runs it through app/manual_test.go, which makes the pictures small;
// by hand:
//
//   BASE_URL=http://127.0.0.1:8080 PASSWORD=… OUT=out/manual node app/assets/journeys/manual.mjs
//
// A picture is taken of what a person sees first, not of the whole page, so it can be read on paper.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { House } from './house.mjs';

const { BASE_URL, PASSWORD, OUT, CHROMIUM = '/usr/bin/chromium' } = process.env;
if (!BASE_URL || !PASSWORD || !OUT) {
  console.error('BASE_URL, PASSWORD and OUT must be set');
  process.exit(2);
}
const roster = new URL('../../../models/intake/testdata/roster-messy.xlsx', import.meta.url).pathname;
const house = await House.open({ base: BASE_URL, password: PASSWORD, out: OUT, executablePath: CHROMIUM });

const link = (person, selector, nth = 0) => person.page.locator(selector).nth(nth).getAttribute('href');
const numberIn = (path) => path.split('/')[2].replace(/\D.*/, '');

// prepare lives through a few minutes of the house once, so that both languages show the same.
async function prepare() {
  const at = {};
  const carer = await house.as('ward_carer');
  await carer.go('/');
  at.board = await link(carer, 'main a.row-link[href^="/wards/"]');
  at.other = await link(carer, 'main a.row-link[href^="/wards/"]', 1);
  await carer.go(at.other);
  at.round = await link(carer, `.page-actions a[href$="/round"]`);
  await carer.go(at.round);
  const rooms = carer.page.locator('form.attest');
  while (await rooms.count()) await carer.follow(rooms.first().locator('button[type="submit"]'));
  at.mark = await carer.page.locator('a[href^="/care/marks/"]').first().getAttribute('href');
  await carer.go(at.board);
  at.person = await link(carer, '.person:not(.away) a.person-name', 4);
  await carer.close();

  const nurse = await house.as('nurse');
  await nurse.go(at.person);
  await nurse.page.locator('details:has(form#flag) > summary').click();
  await nurse.page.locator('form#flag [name="kind"]').selectOption('isolate');
  await nurse.follow(nurse.page.locator('form#flag [type="submit"]'));
  await nurse.go('/care/tray');
  at.tray = await link(nurse, 'main tbody a[href^="/care/tray/"]', 1); // the one with both values; the newest stands first
  await nurse.close();

  const worker = await house.as('social_worker');
  await worker.go('/intake/deadlines');
  at.file = await link(worker, 'main a[href^="/intake/files/"]');
  await worker.go(at.file);
  await worker.follow(worker.page.locator('.line > .buttons form[action$="/papers"] [type="submit"]').first());
  const leaver = await worker.page.request.get(`${house.base}/residents?status=in_care`);
  const who = [...(await leaver.text()).matchAll(/href="\/residents\/(\d+)"/g)][5][1];
  await worker.go(`/intake/departures/new?resident_id=${who}`);
  await worker.page.locator('[name="reason"]').selectOption('b');
  await worker.page.locator('[name="asked_by"]').fill('Con gái');
  await worker.follow(worker.page.locator('form#start [type="submit"]'));
  await worker.follow(worker.page.locator('form#decide [type="submit"]'));
  at.departure = new URL(worker.page.url()).pathname;
  worker.allow(/status of 409/); // somebody of that name is there: it is asked
  at.twin = await entered(worker, 'Lô Thị Mai', '1958');
  at.double = await entered(worker, 'Lô Thị Mai', '1958');
  await worker.go('/privacy/requests');
  at.data = `/privacy/of/${(await asksAbout(worker))}`;
  await worker.close();

  const director = await house.as('director', { size: 'desk' });
  const of = numberIn(at.person);
  await director.go(`/register/of/${of}/admission`);
  await director.follow(director.page.locator('main form .form-foot [type="submit"]').first());
  at.paper = new URL(director.page.url()).pathname;
  await director.go('/intake/rosters');
  await director.page.locator('input[type="file"]').setInputFiles(roster);
  const campus = director.page.locator('input[name="campus_id"][type="radio"]');
  if (await campus.count()) await campus.last().check();
  await director.follow(director.page.locator('main form [type="submit"]').first());
  at.roster = new URL(director.page.url()).pathname;
  await director.close();

  return at;
}

// entered makes a file of somebody whom nobody has received yet, also where one of that name is there.
async function entered(worker, name, birth) {
  const { page } = worker;
  await worker.go('/residents/new');
  await page.locator('main form input[name="name"]').fill(name);
  await page.locator('main form input[name="sex"][value="f"]').check();
  await page.locator('main form input[name="birth"]').fill(birth);
  await worker.follow(page.locator('main form [type="submit"]').first(), { refused: true });
  const despite = page.locator('main form button[name="despite"]');
  if (await despite.count()) await worker.follow(despite);
  return new URL(page.url()).searchParams.get('resident_id') ?? new URL(page.url()).pathname.split('/')[2];
}

// asksAbout is who asked about the own data last.
async function asksAbout(worker) {
  await worker.follow(worker.page.locator('main a[href^="/privacy/requests/"]').first());
  return (await worker.page.locator('main a[href^="/privacy/of/"]').first().getAttribute('href')).split('/')[3];
}

// What of the screen a picture shows.
const seen = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 720 } };

// The pictures: who looks, on what, where, and what that person did there before it was taken.
const pictures = (at) => [
  { name: 'sign-in', size: 'phone', path: '/sign-in' },
  { name: 'today-carer', role: 'ward_carer', size: 'phone', path: '/' },
  { name: 'round', role: 'ward_carer', size: 'phone', path: `${at.board}/round` },
  {
    name: 'exception', role: 'ward_carer', size: 'phone', path: `${at.board}/round`,
    async before(page) {
      const one = page.locator('form.attest').first().locator('details.look').nth(1);
      await one.locator('.dot').last().click();
      await page.locator('dialog.spin .spin-grid:visible button').nth(1).click();
      await page.locator('dialog.spin .spin-chips:visible button').first().click();
      await page.locator('dialog.spin').waitFor({ state: 'hidden' });
      await one.evaluate((e) => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - 230));
    },
  },
  {
    name: 'away', role: 'ward_carer', size: 'phone', path: `/presence/absence?resident_id=${numberIn(at.person)}`,
    async before(page) {
      await page.locator('input[name="kind"][value="hospital"]').check();
      await page.locator('[name="place"]').fill('Bệnh viện Đa khoa Đô Lương');
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  { name: 'correction', role: 'ward_carer', size: 'phone', path: at.mark },
  { name: 'resident', role: 'nurse', size: 'phone', path: at.person },
  {
    name: 'night', role: 'nurse', size: 'phone', path: '/intake/emergency',
    async before(page) {
      await page.locator('label.choice:has(input[name="sex"][value="m"])').click();
      await page.locator('[name="age"]').fill('60');
      await page.locator('[name="found_place"]').fill('Chợ Lường');
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  {
    name: 'warning', role: 'nurse', size: 'phone', path: `/presence/place?resident_id=${numberIn(at.person)}`,
    async before(page, person) {
      await person.follow(page.locator('main form[method="post"] button.slot[name="bed_id"]').last(), { refused: true });
      await page.locator('[name="why"]').first().evaluate((e) => window.scrollTo(0, e.getBoundingClientRect().top + scrollY - 420));
    },
  },
  {
    name: 'pad', role: 'ward_carer', size: 'phone', path: `/care/vitals/new?resident_id=${numberIn(at.person)}&kind=temperature`,
    async before(page) {
      for (const key of ['3', '8', ',', '4']) await page.locator(`button[data-key="${key}"]`).click();
      await page.evaluate(() => window.scrollTo(0, 0));
    },
  },
  { name: 'rollcall', role: 'ward_carer', size: 'phone', path: '/care/rollcalls' },
  { name: 'concerns', role: 'nurse', size: 'phone', path: '/care/concerns' },
  { name: 'tray', role: 'nurse', size: 'phone', path: at.tray },
  { name: 'board', role: 'nurse', size: 'desk', path: at.board },
  { name: 'file', role: 'social_worker', size: 'phone', path: at.file },
  { name: 'deadlines', role: 'social_worker', size: 'desk', path: '/intake/deadlines' },
  { name: 'departure', role: 'social_worker', size: 'desk', path: at.departure },
  { name: 'today-manager', role: 'manager', size: 'desk', path: '/' },
  { name: 'review', role: 'manager', size: 'desk', path: '/presence/review' },
  { name: 'today-director', role: 'director', size: 'desk', path: '/' },
  { name: 'decision', role: 'director', size: 'desk', path: at.paper },
  { name: 'settings', role: 'director', size: 'desk', path: '/settings' },
  { name: 'roster', role: 'director', size: 'desk', path: at.roster },
  {
    name: 'second-step', role: 'accountant', size: 'phone', path: '/me/code',
    async before(page, person) {
      if (await page.locator('#code-secret').count()) return; // begun for the other language
      await page.locator('form[action="/me/code"] input[name="current"]').fill(house.password);
      await person.follow(page.locator('form[action="/me/code"] [type="submit"]'));
    },
  },
  {
    name: 'backups', role: 'admin', size: 'desk', path: '/backups',
    // Where this house was started says nothing to a reader: the folder is called as on a server.
    before: (page) => page.evaluate(() => {
      const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      while (words.nextNode()) words.currentNode.data = words.currentNode.data.replace(/^\s*\/\S*backups\s*$/, '/var/lib/maiam/backups');
    }),
  },
  { name: 'secret', role: 'nurse', size: 'phone', path: `/residents/secrets/new?resident=${numberIn(at.person)}` },
  {
    name: 'crisis', role: 'ward_carer', size: 'phone', path: '/deeds/crises/new',
    async before(page, person) {
      await page.locator('main form input:visible').first().fill('NA-000108');
      await page.locator('main form textarea').fill(person.lang === 'en' ? 'Fainted in the yard: has she had fits before?' : 'Ngất ở sân, cần biết có tiền sử co giật không');
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  { name: 'data', role: 'social_worker', size: 'phone', path: at.data },
  { name: 'merge', role: 'social_worker', size: 'desk', path: `/residents/${at.twin}/merge?gone=${at.double}` },
  {
    name: 'colleague', role: 'manager', size: 'phone', path: '/staff/new',
    async before(page) {
      await page.locator('[name="name"]').fill('Kha Thị Sương');
      await page.locator('[name="username"]').fill('suong.kt');
      await page.locator('[name="role"]').selectOption('ward_carer');
      await page.evaluate(() => document.activeElement.blur());
    },
  },
];

try {
  const at = await prepare();
  for (const lang of ['vi', 'en']) {
    mkdirSync(join(OUT, lang), { recursive: true });
    for (const { name, role, size, path, before } of pictures(at)) {
      const person = role ? await house.as(role, { size, lang }) : await house.visitor({ size, lang });
      person.allow(/status of (409|422)/);
      await person.go(path);
      if (before) await before(person.page, person);
      await person.page.screenshot({ path: join(OUT, lang, `${name}.png`), animations: 'disabled', clip: { x: 0, y: 0, ...seen[size] } });
      await person.close();
      console.log(JSON.stringify({ picture: `${lang}/${name}` }));
    }
  }
} finally {
  await house.close();
}
