// Many phones write at once while everything goes wrong: the network is cut, answers are lost on their
// way, pages are closed and loaded anew, clocks are hours off, and the house itself is killed (by who
// starts this: it reads our wish from our lines). It writes down what every phone was told is safe, in
// its order. Whoever started it compares that with the books.
//
//   BASE_URL PASSWORD CHROMIUM OUT (a file) PHONES ENTRIES KILLS SEED
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { House } from './house.mjs';

const { BASE_URL: base, PASSWORD: password, CHROMIUM: executablePath, OUT: out } = process.env;
const phones = Number(process.env.PHONES ?? 6);
const entries = Number(process.env.ENTRIES ?? 400);
const kills = Number(process.env.KILLS ?? 2);

// A little generator of our own, so that a run can be walked again.
let state = Number(process.env.SEED ?? 7);
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const dice = (n) => Math.floor(random() * n);

// The same code that the pages run, to write as a page does when a room is attested.
const house = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const code = execFileSync('go', ['tool', '-modfile=.ci/tools.mod', 'esbuild', '--bundle', '--format=iife', '--global-name=phone', '--target=es2020', '--loader=ts'],
  { cwd: house, input: "export { write, send, count } from './app/assets/ts/offline/queue'; export { current } from './app/assets/ts/offline/person'; export { store } from './app/assets/ts/offline/store';", maxBuffer: 1 << 26 }).toString();

const told = createInterface({ input: process.stdin });
const answers = [];
told.on('line', (line) => answers.shift()?.(line));
// demand asks who started us for something, and waits until it is done.
const demand = (wish) => new Promise((done) => {
  answers.push(done);
  console.log(JSON.stringify({ wish }));
});

async function ask(method, path, token, body) {
  const answer = await fetch(`${base}/api/v1/${path}`, { method, body: body && JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

// cells are everybody in each round of the last days that may still be written: each is written by
// one phone alone, but for some that two phones write.
async function cells(token) {
  const found = [];
  const { items } = await ask('GET', 'wards?limit=200', token);
  for (const ward of items) {
    let rounds;
    try {
      rounds = (await ask('GET', `wards/${ward.id}/rounds`, token)).items ?? [];
    } catch {
      continue; // out of reach
    }
    const wanted = rounds.filter((r) => r.seen === 0).map((r) => r.round).filter((r) => Date.parse(r.set_for) > Date.now() - 36 * 3600_000 && Date.parse(r.set_for) < Date.now());
    for (const round of wanted) {
      const sheet = await ask('GET', `wards/${ward.id}/rounds/sheet?slot=${round.slot_id}&day=${round.shift_day}`, token).catch(() => undefined);
      for (const room of sheet?.rooms ?? []) {
        for (const person of room.people ?? []) {
          if (!person.away && !person.absence && !person.mark) found.push({ ward: ward.id, slot: round.slot_id, day: round.shift_day, resident: person.resident_id });
        }
      }
    }
  }
  return found;
}

// until asks again and again for what must come to be.
async function until(what, ask, patience) {
  for (const end = Date.now() + patience; ;) {
    if (await ask()) return;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

const moods = ['sad', 'anxious', 'withdrawn', 'confused', 'agitated'];

class Phone {
  constructor(visitor, n) {
    this.visitor = visitor;
    this.page = visitor.page;
    this.n = n;
    this.skew = n % 3 === 0 ? 0 : (n % 2 ? 1 : -1) * (1 + dice(3)) * 3600_000;
    this.mine = [];
    this.wrote = [];
    this.lose = 0; // how many answers are still to be lost
  }

  async begin() {
    const { context } = this.visitor;
    await context.route('**/api/v1/offline/entries', async (route) => {
      if (this.lose <= 0) return route.continue().catch(() => {});
      this.lose -= 1;
      try {
        await route.fetch(); // the house works on it, and nobody hears what it said
      } catch {
        // the house was away
      }
      return route.abort().catch(() => {});
    });
    await this.visitor.signIn('ward_carer');
    await this.ready();
  }

  // ready waits until this phone can write, and gives the page our hands.
  async ready() {
    // The page that stands in while the house is away goes by itself, and takes our hands along.
    if (await this.page.evaluate(() => !!document.querySelector('[data-off]'))) throw new Error('the house is away');
    await this.page.evaluate(code + ';window.phone = phone;');
    await until('a key to write with', () => this.page.evaluate(async () => {
      const who = await window.phone.current();
      return !!who && (await (await window.phone.store()).get('keys', who.person)) !== undefined;
    }), 120_000);
    // Only now is the clock put wrong: a phone's clock does not jump while somebody signs in.
    await this.page.evaluate((skew) => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + skew;
    }, this.skew);
  }

  // writes lets the page write some acts, one after the other, and gives when they were safe.
  async writes(acts) {
    const safe = await this.page.evaluate(async (list) => {
      const who = await window.phone.current();
      const done = [];
      for (const a of list) {
        const at = `/api/v1/wards/${a.ward}/rounds`;
        const request = a.undo
          ? { method: 'POST', path: `${at}/undo`, body: { slot_id: a.slot, shift_day: a.day, residents: [a.resident] } }
          : { method: 'POST', path: at, body: { slot_id: a.slot, shift_day: a.day, rooms: [], people: [{ resident_id: a.resident, mood: a.mood, response: 'calmed' }] } };
        const entry = await window.phone.write(who.person, who.key, request, { ward: a.ward, slot: a.slot, day: a.day, room: 0, people: [a.resident], undo: !!a.undo });
        done.push(entry.id);
      }
      void window.phone.send();
      return done;
    }, acts);
    acts.forEach((a, i) => this.wrote.push({ ...a, id: safe[i] }));
  }

  // next are the coming acts: each cell is written, taken back and written again, in this order.
  next(n) {
    const acts = [];
    while (acts.length < n && this.mine.length > 0) {
      const cell = this.mine[dice(Math.min(this.mine.length, 12))];
      const undo = cell.turns % 2 === 1;
      acts.push({ ward: cell.ward, slot: cell.slot, day: cell.day, resident: cell.resident, ...(undo ? { undo: true } : { mood: cell.mood ?? moods[dice(moods.length)] }) });
      cell.turns += 1;
      if (cell.turns >= cell.most) this.mine.splice(this.mine.indexOf(cell), 1);
    }
    return acts;
  }

  async trouble() {
    const { context } = this.visitor;
    switch (dice(6)) {
      case 0:
        await context.setOffline(true);
        this.cut = true;
        break;
      case 1:
        this.lose = 1 + dice(2);
        break;
      case 2: // the page is loaded anew in the middle of it
        await context.setOffline(false);
        this.cut = false;
        await this.again(() => this.page.reload({ waitUntil: 'domcontentloaded' }));
        break;
      case 3: // the page is killed
        await context.setOffline(false);
        this.cut = false;
        await this.again(async () => {
          const storage = await this.page.evaluate(() => sessionStorage.getItem('tab'));
          const { page } = this;
          this.page = this.visitor.page = await context.newPage();
          await this.page.addInitScript((tab) => sessionStorage.getItem('tab') || sessionStorage.setItem('tab', tab), storage);
          await page.close({ runBeforeUnload: false });
          await this.page.goto(`${base}/care/rounds`, { waitUntil: 'domcontentloaded' });
        });
        break;
      default:
        if (this.cut) await context.setOffline(false);
        this.cut = false;
    }
  }

  // again gives the page back its hands after a load; while the house is being killed that takes a few tries.
  async again(load) {
    const until = Date.now() + 120_000;
    for (let first = true; ; first = false) {
      try {
        await (first ? load() : this.page.goto(`${base}/care/rounds`, { waitUntil: 'domcontentloaded' }));
        await this.ready();
        return;
      } catch (reason) {
        if (Date.now() > until) throw reason;
      }
    }
  }

  async finish() {
    await this.visitor.context.setOffline(false);
    this.lose = 0;
    await until('everything is sent', () => this.page.evaluate(async () => (await window.phone.send()) && (await window.phone.count()).waiting === 0), 600_000);
    return this.page.evaluate(async () => {
      const db = await window.phone.store();
      return { stuck: (await db.getAll('queue')).map((e) => ({ id: e.id, why: e.stuck })), receipts: (await db.getAll('receipts')).map(({ id, outcome, text, answer }) => ({ id, outcome, text, people: answer?.people?.map((p) => `${p.outcome} ${p.code ?? ''}${p.absence ?? ''}`) })) };
    });
  }
}

const { token } = await ask('POST', 'session', '', { username: 'ward_carer', password });
const found = await cells(token);
for (let i = found.length - 1; i > 0; i--) {
  const j = dice(i + 1);
  [found[i], found[j]] = [found[j], found[i]];
}
const rivals = Math.min(Math.max(2, Math.floor(entries / 100)), Math.floor(found.length / 4)); // cells that two phones write
const turns = Math.max(3, Math.ceil(entries / Math.max(1, found.length - rivals)) | 1);
if (found.length < rivals + phones) throw new Error(`there are only ${found.length} people to write about`);
const browser = await House.open({ base, password, out: dirname(out), executablePath });
const all = [];
for (let n = 0; n < phones; n++) all.push(new Phone(await browser.visitor(), n));
await Promise.all(all.map((p) => p.begin()));
const shared = found.splice(0, rivals);
shared.forEach((cell, i) => {
  all[i % phones].mine.push({ ...cell, turns: 0, most: 1, mood: 'sad' });
  all[(i + 1) % phones].mine.push({ ...cell, turns: 0, most: 1, mood: 'anxious' });
});
found.forEach((cell, i) => all[i % phones].mine.push({ ...cell, turns: 0, most: turns }));
let wrote = 0;
let killed = 0;
await Promise.all(all.map(async (phone) => {
  while (wrote < entries && phone.mine.length > 0) {
    const acts = phone.next(Math.min(1 + dice(8), entries - wrote));
    wrote += acts.length;
    await phone.writes(acts);
    if (random() < 0.35) await phone.trouble();
    if (killed < kills && wrote > ((killed + 1) * entries) / (kills + 1)) {
      killed += 1;
      await demand('kill');
    }
  }
}));
const phonesSaid = [];
for (const phone of all) phonesSaid.push({ skew: phone.skew, wrote: phone.wrote, ...(await phone.finish()) });
writeFileSync(out, JSON.stringify({ shared, phones: phonesSaid }));
await browser.close();
console.log(JSON.stringify({ wrote, phones, killed, done: true }));
process.exit(0);
