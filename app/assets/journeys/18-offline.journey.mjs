// A shift without a network: the sheets are on the phone, what is written stays there through a reload
// and the end of the browser by force, and is in the books when the network is back. Then what a phone
// does with an entry that the house cannot read, with the next version of the program, and when the
// house wants no worker any more. It wants rooms that wait, so it comes before the journeys that record a
// whole evening.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { House, Visitor, zone } from './house.mjs';
import { Wire } from './wire.mjs';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

// Handset is a browser with a memory of its own, that can be killed as a battery ends a phone.
class Handset {
  constructor() {
    this.memory = mkdtempSync(join(tmpdir(), 'maiam-handset-'));
  }

  async on(house) {
    const file = join(this.memory, 'DevToolsActivePort');
    rmSync(file, { force: true });
    this.process = spawn(executable, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--remote-debugging-port=0', `--user-data-dir=${this.memory}`, 'about:blank'], { stdio: 'ignore', detached: true });
    const group = -this.process.pid;
    process.once('exit', () => { try { process.kill(group, 'SIGKILL'); } catch { /* it is gone */ } });
    const until = Date.now() + 60_000;
    while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) {
      if (Date.now() > until) throw new Error('the browser did not start within a minute');
      await new Promise((done) => setImmediate(done));
    }
    this.browser = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(file, 'utf8').split('\n')[0]}`);
    const [context] = this.browser.contexts();
    context.setDefaultTimeout(30_000);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize({ width: 360, height: 800 });
    const visitor = new Visitor(house, context, page, { size: 'phone', lang: 'vi', script: true });
    visitor.allow(/net::ERR_|Failed to load resource|Failed to fetch/); // there is no network: that is what this is about
    return visitor;
  }

  // kill ends the browser as an empty battery does.
  async kill() {
    const gone = new Promise((done) => this.process.once('exit', done));
    process.kill(-this.process.pid, 'SIGKILL'); // with all its parts: one of them alone would go on writing
    await gone;
    await this.browser.close().catch(() => {});
  }

  async away() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    // The parts of a killed browser go on writing for a moment. What they write after it is the system's to clear away.
    try {
      rmSync(this.memory, { recursive: true, force: true, maxRetries: 8, retryDelay: 200 });
    } catch (reason) {
      if (reason.code !== 'ENOTEMPTY') throw reason;
    }
  }
}

// inStore asks what the phone itself holds.
const inStore = (page, shelf) => page.evaluate((name) => new Promise((done, lost) => {
  const open = indexedDB.open('maiam');
  open.onerror = () => lost(open.error);
  open.onsuccess = () => {
    const db = open.result;
    if (!db.objectStoreNames.contains(name)) return done([]);
    const all = db.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { db.close(); done(JSON.parse(JSON.stringify(all.result))); };
  };
}), shelf);

async function until(what, ask, patience = 60_000) {
  const end = Date.now() + patience;
  for (;;) {
    // A page that stands in goes by itself when the house is back, also while it is asked something.
    const got = await ask().catch((reason) => {
      if (!/context was destroyed|navigat/i.test(reason.message)) throw reason;
    });
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

// api asks the house past the wire, as a program does.
async function api(house, method, path, body) {
  if (!house.token) {
    const got = await fetch(`${house.direct}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'ward_carer', password: house.password }) });
    house.token = (await got.json()).token;
  }
  const answer = await fetch(`${house.direct}/api/v1/${path}`, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${house.token}` } });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

// ready waits until the phone holds the sheets of the coming rounds.
async function ready(visitor) {
  await visitor.signIn('ward_carer');
  await visitor.go('/care/rounds');
  await until('the sheets on the phone', async () => (await inStore(visitor.page, 'sheets')).length > 0, 120_000);
  await visitor.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await until('the worker at the wheel', () => visitor.page.evaluate(() => !!navigator.serviceWorker.controller));
}

// due is the round that the phone holds and that may be written now. An earlier one of the shift may stand
// first on the page, and is not kept any more.
const due = (visitor) => until('a round that is due on the phone', async () => {
  const held = (await inStore(visitor.page, 'sheets')).map((s) => s.id);
  for (const link of await visitor.page.locator('main a[href^="/wards/"][href*="/round?"]').all()) {
    const href = await link.getAttribute('href');
    const [, ward, slot, day] = /wards\/(\d+)\/round\?slot=(\d+)&day=([\d-]+)/.exec(href) ?? [];
    if (held.some((id) => id.endsWith(`/${ward}/${slot}/${day}`))) return href;
  }
}, 120_000);

// attest walks past the people of the first room that waits, and confirms it.
async function attest(carer) {
  const form = carer.page.locator('form.attest:visible').first();
  await carer.see(form);
  await form.locator('button[type="submit"]').click();
}

const unsent = async (page) => Number((await page.locator('[data-light]').first().getAttribute('data-waiting')) ?? 0);

async function shift(all) {
  const wire = await Wire.lay(all.second.base);
  const house = Object.assign(new House({ base: wire.base, password: all.second.password, out: all.out, browser: all.browser }), { direct: all.second.base });
  const phone = new Handset();
  try {
    let carer = await phone.on(house);
    await ready(carer);
    const sealed = JSON.stringify(await inStore(carer.page, 'sheets'));
    assert.ok(!sealed.includes('Nguyễn'), 'no name of anybody lies open on the phone');
    const round = await due(carer);
    const [, ward, slot, day] = /wards\/(\d+)\/round\?slot=(\d+)&day=([\d-]+)/.exec(round);

    wire.cut();
    await carer.page.goto(house.base + round);
    await carer.page.locator('form.attest').first().waitFor();
    await carer.shot('offline-round');
    await carer.fits();
    await carer.axe();
    const rooms = await carer.page.locator('form.attest').count();
    assert.ok(rooms > 3, `${rooms} rooms wait on the phone`);
    const first = Number(await carer.page.locator('form.attest input[name="rooms[0].room_id"]').first().inputValue());
    await attest(carer);
    await carer.page.locator(`.kept-line[data-room="${first}"]`).waitFor();
    assert.equal(await unsent(carer.page), 1, 'the sign counts what is not sent');
    await carer.shot('offline-kept');

    await carer.page.reload();
    await carer.page.locator(`.kept-line[data-room="${first}"]`).waitFor(); // a reload loses nothing
    await attest(carer);
    await until('the second room', async () => (await unsent(carer.page)) === 2);

    await phone.kill();
    carer = await phone.on(house);
    await carer.page.goto(house.base + round);
    const unlock = carer.page.locator('form[data-off="unlock"]');
    await unlock.waitFor();
    assert.equal(await carer.page.locator('form.attest').count(), 0, 'nobody sees the ward before it is opened');
    assert.equal(await unsent(carer.page), 2, 'what was written outlived the browser');
    await carer.shot('offline-locked');
    await unlock.locator('input[type="password"]').fill('wrong word');
    await unlock.locator('[type="submit"]').click();
    await unlock.locator('[data-off="wrong"]:not([hidden])').waitFor();
    await unlock.locator('input[type="password"]').fill(house.password);
    await unlock.locator('[type="submit"]').click();
    await carer.page.locator(`.kept-line[data-room="${first}"]`).waitFor();
    // One room is taken back, and written again with something not as usual.
    await carer.page.locator(`.kept-line[data-room="${first}"] [data-kept-undo]`).click();
    const again = carer.page.locator(`form.attest:has(input[name="rooms[0].room_id"][value="${first}"])`);
    await carer.see(again);
    await carer.turn(again.locator('details.look').first(), -1);
    await again.locator('button[type="submit"]').click();
    await until('three acts and the first', async () => (await unsent(carer.page)) === 4);
    await carer.shot('offline-again');

    wire.mend();
    await until('everything is sent', async () => {
      await carer.page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      return (await inStore(carer.page, 'queue').catch(() => [1])).length === 0;
    });
    const sheet = await api(house, 'GET', `wards/${ward}/rounds/sheet?slot=${slot}&day=${day}`);
    const seen = sheet.rooms.find((r) => r.room_id === first).people.filter((p) => !p.absence);
    assert.ok(seen.length > 0 && seen.every((p) => p.mark), 'the room is in the books');
    assert.equal(seen.filter((p) => p.mark.mood === 'sad' || p.mark.signs?.mood === 'sad').length, 1, `what was written last holds: ${JSON.stringify(seen[0].mark)}`);
    const done = sheet.rooms.flatMap((r) => r.people).filter((p) => p.mark).map((p) => p.resident_id);
    console.log(`a shift without a network: ${done.length} people written on the phone, through a reload and the end of the browser, all in the books`);
    // A browser that was killed may have lost its session: then one signs in once more.
    await until('the page itself', () => carer.go('/care/rounds').then(() => true));
    if (new URL(carer.page.url()).pathname.startsWith('/sign-in')) await carer.signIn('ward_carer');
    await carer.go('/care/rounds');
    await carer.page.locator('html[data-keeps]').waitFor();
    // The network goes again: the sheet on the phone is of before, and does not hide what the house has.
    wire.cut();
    await carer.page.goto(house.base + round);
    await carer.page.locator(`.kept-line[data-room="${first}"] .chip.done`).waitFor();
    // What cannot be entered is said as it is: at the house somebody took back what the phone takes back.
    await api(house, 'POST', `wards/${ward}/rounds/undo`, { slot_id: Number(slot), shift_day: day, residents: seen.map((p) => p.resident_id) });
    await carer.page.locator(`.kept-line[data-room="${first}"] [data-kept-undo]`).first().click();
    await until('the act that takes back', async () => (await unsent(carer.page)) === 1);
    wire.mend();
    await until('the house has answered', async () => {
      await carer.page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      return (await inStore(carer.page, 'queue').catch(() => [1])).length === 0;
    });
    await until('the page itself', () => carer.go('/care/rounds').then(() => true));
    await carer.page.locator('[data-light] [data-part="stuck"]:not([hidden])').waitFor();
    await carer.go('/offline');
    await carer.page.locator('[data-off="queue"] .wrong', { hasText: 'Chưa vào sổ' }).first().waitFor();
    await carer.shot('offline-to-tray');
    // The round is given back to the journeys that follow.
    await api(house, 'POST', `wards/${ward}/rounds/undo`, { slot_id: Number(slot), shift_day: day, residents: done.filter((id) => !seen.some((p) => p.resident_id === id)) });
    const faults = carer.faults;
    assert.deepEqual(faults, []);
  } finally {
    await phone.away();
    await wire.close();
  }
}

// spoil damages the oldest entry, so that nobody can say whose it is.
const spoil = (page) => page.evaluate(() => new Promise((done) => {
  const open = indexedDB.open('maiam');
  open.onsuccess = () => {
    const tx = open.result.transaction('queue', 'readwrite');
    tx.objectStore('queue').openCursor().onsuccess = (event) => {
      const at = event.target.result;
      if (at) at.update({ ...at.value, mac: 'AAAA' });
    };
    tx.oncomplete = () => { open.result.close(); done(); };
  };
}));

async function oddities(all) {
  const wire = await Wire.lay(all.second.base);
  const house = new House({ base: wire.base, password: all.second.password, out: all.out, browser: all.browser });
  try {
    const carer = await house.visitor();
    carer.allow(/net::ERR_|Failed to load resource|Failed to fetch/);
    await ready(carer);
    const round = await due(carer);
    wire.cut();
    await carer.page.goto(house.base + round);
    await attest(carer);
    await until('one entry', async () => (await unsent(carer.page)) === 1);
    // An entry that nobody can read any more stands in the way of nothing.
    await spoil(carer.page);
    await attest(carer);
    await until('two entries', async () => (await unsent(carer.page)) === 2);
    wire.mend();
    await until('the sound one is sent, the other kept to be looked at', async () => {
      await carer.page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      const queue = await inStore(carer.page, 'queue').catch(() => []);
      return queue.length === 1 && queue[0].stuck;
    });
    await carer.go('/offline');
    await carer.page.locator('[data-light] [data-part="stuck"]:not([hidden])').waitFor();
    await carer.look('offline-stuck');

    // A form that is no round keeps what was typed when the network goes.
    await carer.go('/me/password');
    const typed = carer.page.locator('main input[type="password"]');
    for (let n = 0; n < (await typed.count()); n++) await typed.nth(n).fill('Bốn mùa hoa nở');
    wire.cut();
    await carer.page.locator('main form:has(input[type="password"]) [type="submit"]').first().click();
    await carer.page.locator('[data-light-stay]:not([hidden])').waitFor();
    assert.equal(await typed.first().inputValue(), 'Bốn mùa hoa nở', 'what was typed is still there');
    await carer.shot('offline-not-sent');
    wire.mend();

    // The next version takes over while a page of this one is open, and no page is blank.
    const before = await carer.page.evaluate(() => caches.keys());
    wire.rewrite('/sw.js', (text) => text.replace(/"version":"\w+"/, '"version":"next"'));
    await carer.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await until('the next version', async () => (await carer.page.evaluate(() => caches.keys())).includes('shell next'));
    assert.ok((await carer.page.evaluate(() => caches.keys())).includes(before.at(-1)), 'the version before stays for the pages that are open');
    wire.cut();
    await carer.page.goto(house.base + round);
    await carer.page.locator('form.attest:visible').first().waitFor();
    assert.ok((await carer.text()).length > 200, 'the page is not blank');
    wire.mend();
    await until('the page itself', () => carer.go('/care/rounds').then(() => true));

    // The house wants no worker any more: it goes, what waits stays.
    wire.rewrites.length = 0;
    wire.rewrite('/sw.js', (text) => text.replace('"off":false', '"off":true'));
    await carer.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await until('the worker is gone', async () => (await carer.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)) === 0);
    assert.equal((await inStore(carer.page, 'queue')).length, 1, 'what was not sent is still there');
    await carer.close();
  } finally {
    await wire.close();
  }
}

// inPlace attests a room with a network: it is in the books, and the page did not go away for it.
async function inPlace(all) {
  const carer = await all.second.visitor();
  const { page } = carer;
  await ready(carer);
  await carer.go(await due(carer));
  await page.locator('html[data-keeps]').waitFor();
  await page.evaluate(() => { window.stayed = true; });
  const waiting = page.locator('form.attest');
  const before = await waiting.count();
  await attest(carer);
  await page.locator('.snack [data-word]', { hasText: /Đã ghi \d+ người/ }).waitFor();
  assert.equal(await waiting.count(), before - 1, 'one room less waits');
  assert.ok(await page.evaluate(() => window.stayed), 'the page stayed');
  assert.equal(await unsent(page), 0, 'nothing is unsent');
  await carer.axe();
  await carer.shot('offline-in-place');
  await carer.follow(page.locator('.snack form button'));
  assert.equal(await waiting.count(), before, 'taken back, the room waits again');
  await carer.close();
}

// papers writes an incident and numbers of one person without a network: from a page that was open when it
// went, and from the blank forms that the phone keeps. What never left can be dropped by its writer.
async function papers(all) {
  const wire = await Wire.lay(all.second.base);
  const house = Object.assign(new House({ base: wire.base, password: all.second.password, out: all.out, browser: all.browser }), { direct: all.second.base });
  const story = 'Diễn tập: vấp ở bậc cửa, không sao';
  try {
    const carer = await house.visitor();
    const { page } = carer;
    carer.allow(/net::ERR_|Failed to load resource|Failed to fetch/);
    await ready(carer);
    await until('the blank forms on the phone', async () => (await inStore(page, 'sheets')).filter((s) => /[/](incident|vitals)[/]\d+$/.test(s.id)).length >= 2, 120_000);
    const [, ward] = /[/]wards[/](\d+)[/]/.exec(await due(carer));
    const tell = async () => {
      for (const [name, value] of [['kind', 'fall'], ['severity', 'minor']]) await page.locator(`label.choice:has(input[name="${name}"][value="${value}"])`).click();
      await page.locator('textarea[name="what"]').fill(story);
      await page.locator('form[data-keep] button[type="submit"]').click();
    };
    const rows = page.locator('[data-off="queue"] .kept-entry');

    // The page is open when the network goes: what was typed is kept, and dropped again by its writer.
    await carer.go(`/care/incidents/new?ward_id=${ward}`);
    await page.locator('html[data-keeps]').waitFor();
    // What is being written comes back after a reload, to its writer.
    await page.locator('textarea[name="what"]').pressSequentially('Diễn tập: vấp');
    const draft = async () => (await inStore(page, 'notes')).some((n) => n?.iv);
    await until('the draft on the phone', draft);
    assert.ok(!JSON.stringify(await inStore(page, 'notes')).includes('vấp'), 'the draft lies sealed');
    await page.reload();
    await page.locator('.kept-line [data-word]', { hasText: 'viết dở' }).waitFor();
    assert.equal(await page.locator('textarea[name="what"]').inputValue(), 'Diễn tập: vấp');
    await carer.shot('offline-draft');
    await carer.axe();
    wire.cut();
    await tell();
    await rows.filter({ hasText: 'chưa gửi' }).waitFor();
    assert.ok(!JSON.stringify(await inStore(page, 'queue')).includes('bậc cửa'), 'what happened lies sealed');
    await carer.shot('offline-incident-kept');
    await carer.fits();
    await carer.axe();
    await page.locator('[data-kept-drop]').click();
    await until('nothing waits', async () => (await inStore(page, 'queue')).length === 0);

    // From the blank forms.
    await page.goto(`${house.base}/care/incidents/new?ward_id=${ward}`);
    await page.locator('[data-off="sheet"] form[data-keep]').waitFor();
    await carer.shot('offline-incident');
    await carer.fits();
    assert.equal(await page.locator('textarea[name="what"]').inputValue(), '', 'what was sent is no draft any more');
    await page.locator('form[data-keep] button[type="submit"]').click(); // nothing is chosen yet
    assert.equal((await inStore(page, 'queue')).length, 0, 'a report that says nothing is not kept');
    await tell();
    await until('one report', async () => (await unsent(page)) === 1);
    await page.goto(`${house.base}/offline?form=vitals/${ward}`);
    const people = page.locator('select[name="resident_id"]');
    await people.waitFor();
    await people.selectOption({ index: 1 });
    const resident = await people.inputValue();
    await page.locator('input[name="values[1].value"]').fill('36,6');
    await page.locator('form[data-keep] button[type="submit"]').click();
    await until('the numbers too', async () => (await unsent(page)) === 2);
    assert.notEqual(await people.inputValue(), resident, 'the next person comes by itself');
    await carer.shot('offline-vitals');
    await carer.fits();
    await carer.axe();
    await page.reload();
    await until('both after a reload', async () => (await rows.count()) === 2);
    await page.goto(`${house.base}/offline`);
    await page.locator('[data-off="blanks"] a').first().waitFor();
    await carer.shot('offline-forms');
    // Whoever takes the device next sees that something waits, and not what.
    const beside = await carer.context.newPage();
    await beside.goto(`${house.base}/offline`);
    await beside.locator('[data-off="queue"] .kept-entry').first().waitFor();
    assert.ok(!/Ngã|Chỉ số|Bỏ, chưa gửi/.test(await beside.locator('[data-off="queue"]').innerText()), 'nobody else reads it, or drops it');
    await beside.close();

    wire.mend();
    await until('everything is sent', async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      return (await inStore(page, 'queue').catch(() => [1])).length === 0;
    });
    await until('both are in the books', async () => (await rows.filter({ hasText: 'Đã vào sổ' }).count()) === 2);
    const told = (await api(house, 'GET', 'care/incidents')).items.filter((i) => i.what === story);
    assert.equal(told.length, 1, 'the report is in the books once');
    const numbers = (await api(house, 'GET', `residents/${resident}/vitals?kind=temperature`)).items.filter((v) => v.value === '36.6' || v.value === '36,6');
    assert.ok(numbers.length > 0, 'so are the numbers');
    await api(house, 'POST', `care/vitals/${numbers.at(0).id}/corrections`, { take_back: true, reason: 'Diễn tập' });
    await carer.close();
  } finally {
    await wire.close();
  }
}

// tasks answers what is planned by the hour without a network, from the list that the phone keeps. The two
// times of the task lie around now, so that one of them belongs to the shift that goes on.
async function tasks(all) {
  const wire = await Wire.lay(all.second.base);
  const house = Object.assign(new House({ base: wire.base, password: all.second.password, out: all.out, browser: all.browser }), { direct: all.second.base });
  const what = `Diễn tập ${Date.now() % 100000}`;
  const ward = (await api(house, 'GET', 'offline/sheets')).forms.find((f) => f.form === 'tasks').ward_id;
  const [lies] = (await api(house, 'GET', `residents?ward_id=${ward}&limit=1`)).items;
  const hour = (minutes) => new Date(Date.now() + minutes * 60_000).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  const task = await api(house, 'POST', 'care/tasks', { resident_id: lies.id, kind: 'other', note: what, hours: `${hour(-4)}, ${hour(4)}`, at: new Date(Date.now() - 3600_000).toISOString() });
  try {
    const carer = await house.visitor();
    const { page } = carer;
    carer.allow(/net::ERR_|Failed to load resource|Failed to fetch/);
    await ready(carer);
    await until('the list of tasks on the phone', async () => (await inStore(page, 'sheets')).some((s) => s.id.endsWith(`/tasks/${ward}`)), 120_000);
    const before = await api(house, 'GET', `wards/${ward}/tasks`); // a shift may end while this is walked
    wire.cut();
    await page.goto(`${house.base}/wards/${ward}/tasks`);
    const form = page.locator(`[data-off="sheet"] form[data-keep-of^="${task.id} "]`).first();
    await form.waitFor();
    const of = await form.getAttribute('data-keep-of');
    await carer.shot('offline-tasks');
    await carer.fits();
    await carer.axe();
    await form.locator('button[value="done"]').first().click();
    await page.locator('.kept-line', { hasText: 'Đã ghi trên máy' }).waitFor();
    await until('one answer', async () => (await unsent(page)) === 1);
    assert.ok(!JSON.stringify(await inStore(page, 'queue')).includes(what), 'what was done lies sealed');
    await page.reload();
    await page.locator('.kept-line', { hasText: 'Đã ghi trên máy' }).waitFor();
    assert.equal(await page.locator(`form[data-keep-of="${of}"]`).count(), 0, 'nobody is asked twice');
    wire.mend();
    await until('the answer is sent', async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      return (await inStore(page, 'queue').catch(() => [1])).length === 0;
    });
    const [, due] = of.split(' ');
    const turns = [before, await api(house, 'GET', `wards/${ward}/tasks`)].map((t) => `shift_id=${t.shift_id}&shift_day=${t.shift_day}`);
    const lists = await Promise.all([...new Set(turns)].map((turn) => api(house, 'GET', `wards/${ward}/tasks?${turn}`)));
    const items = lists.flatMap((l) => l.items).filter((i) => JSON.stringify(i).includes(what) && Object.values(i).some((v) => Date.parse(v) === Date.parse(due)));
    assert.ok(items.length === 1 && JSON.stringify(items).includes('"done"'), `the answer is in the books: ${JSON.stringify(items)}`);
    await carer.close();
  } finally {
    await wire.close();
    const nurse = await fetch(`${house.direct}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'nurse', password: house.password }) });
    const { token } = await nurse.json();
    await fetch(`${house.direct}/api/v1/care/tasks/${task.id}/end`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: JSON.stringify({ end_note: 'Diễn tập' }) });
  }
}

// noSecret is somebody who came without typing anything, as by badge: the lists are kept while they are
// signed in, through a reload, and stay shut without a network once the page was closed. Later they come by
// password and still read what they wrote: it is one key.
async function noSecret(all) {
  const wire = await Wire.lay(all.second.base);
  const house = new House({ base: wire.base, password: all.second.password, out: all.out, browser: all.browser });
  try {
    const before = await house.visitor();
    await before.signIn('ward_carer');
    const cookies = await before.context.cookies();
    await before.close();
    const carer = await house.visitor({ cookies });
    const { page } = carer;
    carer.allow(/net::ERR_|Failed to load resource|Failed to fetch/);
    await carer.go('/care/rounds');
    await until('the sheets on the phone', async () => (await inStore(page, 'sheets')).length > 0, 120_000);
    await until('the worker at the wheel', () => page.evaluate(() => !!navigator.serviceWorker.controller));
    await carer.go('/care/rounds');
    await page.locator('[data-kept-badge]:not([hidden])').waitFor();
    await carer.shot('offline-by-badge');
    const round = await due(carer);
    wire.cut();
    await page.goto(house.base + round);
    await attest(carer);
    await page.locator('.kept-line').first().waitFor();
    await page.reload();
    await page.locator('.kept-line').first().waitFor();
    const later = await carer.context.newPage(); // what the page that was closed had open is gone with it
    await later.goto(`${house.base}/offline`);
    await later.locator('[data-off="badge"]:not([hidden])').waitFor();
    assert.ok(!(await later.locator('[data-off="unlock"]').isVisible()), 'nothing is asked that nobody could answer');
    assert.equal(await later.locator('.kept-row').count(), 0, 'and nothing is shown');
    assert.equal(await unsent(later), 1);
    await later.close();
    await spoil(page); // so that it stays here, and is in nobody's books
    wire.mend();
    await until('the house has looked at it', async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('online'))).catch(() => {});
      return (await inStore(page, 'queue').catch(() => [{}]))[0].stuck;
    });
    const again = await carer.context.newPage(); // with a network the session opens it
    await again.goto(`${house.base}/care/rounds`);
    await again.locator('html[data-keeps]').waitFor();
    await again.close();
    await until('the page itself', () => carer.go('/care/rounds').then(() => true));
    await carer.go('/me');
    await carer.follow(page.locator('main form[action="/sign-out"] button').first());
    await until('the sheets are gone', async () => (await inStore(page, 'sheets')).length === 0);
    await carer.signIn('ward_carer');
    await page.locator('html[data-keeps]').waitFor();
    await carer.go('/offline');
    const row = page.locator('[data-off="queue"] .kept-entry').first();
    await row.waitFor();
    assert.match(await row.innerText(), /người, ghi lúc/, 'they read their own');
    const [known] = await inStore(page, 'people');
    assert.ok(known.locks.password && known.half, 'one key, closed for the password and for the half of the house');
    await carer.close();
  } finally {
    await wire.close();
  }
}

export const journeys = [
  { name: 'offline: with a network a room is in the books in place', needs: 'second', run: inPlace },
  { name: 'offline: a shift without a network', needs: 'second', run: shift },
  { name: 'offline: an incident and numbers without a network', needs: 'second', run: papers },
  { name: 'offline: tasks by the hour without a network', needs: 'second', run: tasks },
  { name: 'offline: somebody who came by badge', needs: 'second', run: noSecret },
  { name: 'offline: an unreadable entry, a form, the next version, and no worker any more', needs: 'second', run: oddities },
];
