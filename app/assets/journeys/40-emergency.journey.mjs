// A night at the door. The police bring somebody whom nobody can name: one page, one thumb, a bed.
// The journey counts every touch, each key among them, and how long the house itself lets one wait.
// Later the person gets a name, the file its papers, and the list of what is due follows.
import { strict as assert } from 'node:assert';

const text = (page, selector = 'main') => page.locator(selector).first().innerText();

// thumb counts what a thumb does and how long it then waits for the house.
class Thumb {
  constructor(person) {
    Object.assign(this, { person, page: person.page, taps: 0, waited: 0 });
  }

  async tap(target) {
    this.taps += 1;
    await target.click();
  }

  // type counts the touch of the field and each key.
  async type(target, words) {
    this.taps += 1 + words.length;
    await target.click();
    await target.pressSequentially(words);
  }

  // follow taps what leads to another page and waits until it can be read.
  async follow(target) {
    this.taps += 1;
    const from = performance.now();
    await Promise.all([this.page.waitForNavigation({ waitUntil: this.person.script ? 'load' : 'domcontentloaded' }), target.click()]);
    this.waited += performance.now() - from;
  }
}

const choice = (page, name, value) => page.locator(`label.choice:has(input[name="${name}"][value="${value}"])`);

async function receive(nurse, { look }) {
  const { page } = nurse;
  await nurse.go('/');
  const thumb = new Thumb(nurse);
  if (nurse.size === 'phone') {
    await thumb.tap(page.locator('.tabbar a[href="#nav"]'));
  }
  await thumb.follow(page.locator('nav a[href="/intake/emergency"]').first());
  if (look) await nurse.look('emergency');
  await thumb.tap(choice(page, 'sex', 'm'));
  await thumb.type(page.locator('[name="age"]'), '60');
  await thumb.type(page.locator('[name="found_place"]'), 'Chợ Lường');
  await thumb.tap(choice(page, 'states', 'hungry'));
  await thumb.tap(choice(page, 'states', 'injured'));
  await thumb.follow(page.locator('main form [type="submit"]').last());
  assert.match(page.url(), /\/intake\/files\/\d+$/, `received: ${await text(page)}`);
  const said = await text(page);
  assert.match(said, /Người vô danh số \d+\/\d{4}/, 'the house gave a name');
  assert.match(said, /Biên bản tình trạng khẩn cấp/, 'the file says which papers are missing');
  assert.match(said, /Hoàn thiện hồ sơ/, 'and which clocks run');
  assert.ok(thumb.taps <= 25, `${thumb.taps} touches, 25 at most`);
  assert.ok(thumb.waited < 90_000, `${Math.round(thumb.waited)} ms of waiting, 90 s at most`);
  console.log(`emergency at ${nurse.size}${nurse.script ? '' : ' without scripts'}: ${thumb.taps} touches with every key, ${Math.round(thumb.waited)} ms of waiting`);
  if (look) await nurse.look('emergency-file');
  return page.url();
}

async function send(person, button) {
  await Promise.all([person.page.waitForNavigation({ waitUntil: person.script ? 'load' : 'domcontentloaded' }), button.click()]);
}

async function morningAfter(worker, file) {
  const { page } = worker;
  await worker.go(new URL(file).pathname);
  const line = page.locator('#paper-form_07');
  await send(worker, line.locator('form [type="submit"]').first());
  assert.match(await page.locator('#paper-form_07').innerText(), /Đã nhận/, 'one tap says that a paper has come');

  await send(worker, page.locator('a[href$="/identity"]').first());
  await worker.look('identity');
  await page.locator('[name="name"]').fill('Quang Văn Thử Nghiệm');
  worker.allow(/status of 422/);
  await send(worker, page.locator('main form [type="submit"]').first());
  assert.match(await text(page), /nhờ đâu/, 'how it is known must be said');
  assert.equal(await page.locator('[name="name"]').inputValue(), 'Quang Văn Thử Nghiệm', 'what was typed stays');
  await page.locator('[name="learnt_from"]').fill('Công an xã tra cứu căn cước');
  await send(worker, page.locator('main form [type="submit"]').first());
  assert.match(page.url(), /\/intake\/files\/\d+$/, await text(page));
  assert.match(await text(page), /Quang Văn Thử Nghiệm/);
  await worker.look('emergency-identified');
  await worker.go('/residents?q=vo+danh');
  assert.match(await text(page), /Quang Văn Thử Nghiệm/, 'the provisional name still finds the person');

  await worker.go('/intake/deadlines');
  assert.match(await text(page), /Quang Văn Thử Nghiệm/, 'the clocks of the person are on the list');
  await worker.look('deadlines');
  await send(worker, page.locator('.strip a.stat').last());
  await worker.look('deadlines-far');
}

async function decide(director, file) {
  const { page } = director;
  await director.go(new URL(file).pathname);
  await page.locator('summary', { hasText: 'Ghi quyết định' }).click();
  const form = page.locator('form[action$="/decisions"]');
  await form.locator('[name="kind"]').selectOption('admission');
  await form.locator('[name="number"]').fill('27/QĐ-BTXH');
  await director.look('decision');
  await send(director, form.locator('[type="submit"]').first());
  assert.match(await text(page), /27\/QĐ-BTXH/);
  assert.match(await page.locator('#paper-admission_decision').innerText(), /Đã nhận/, 'the decision is a paper of the file too');
  await director.look('emergency-decided');
}

// planned walks an ordinary admission from the first question to the decision, and takes it back.
async function planned(worker) {
  const { page } = worker;
  const alone = () => page.locator('main form').last().locator('[type="submit"]').first();
  await worker.go('/residents?sex=f');
  const somebody = (await page.locator('main a[href^="/residents/"]').filter({ hasText: /\S+ \S+ \S+/, hasNotText: /danh/ }).first().innerText()).split('\n')[0].trim();
  await worker.go('/residents/new');
  const first = page.locator('[name="campus_id"]');
  if (await first.count()) await first.selectOption({ index: 1 });
  await page.locator('[name="name"]').fill(somebody);
  await page.locator('[name="sex"][value="f"]').check();
  worker.allow(/status of (409|422)/);
  await send(worker, alone());
  assert.match(await text(page), /giống/, `somebody like ${somebody} is shown before a second file is opened`);
  await page.locator('[name="name"]').fill('Kha Thị Bước Vào');
  await send(worker, alone());
  assert.match(page.url(), /\/presence\/admit/, `then comes the bed: ${await text(page)}`);
  const who = new URL(page.url()).searchParams.get('resident_id');
  await page.locator('[name="category"]').selectOption('A2');
  await worker.look('admit');
  await send(worker, page.locator('form[action="/presence/admit"] [type="submit"]').first());
  assert.match(page.url(), /\/intake\/files\/\d+$/, `and then the file: ${await text(page)}`);
  assert.match(await text(page), /Văn bản đề nghị của UBND cấp xã/, 'with the papers of the category');
  const file = new URL(page.url()).pathname;
  await worker.look('admitted-file');

  await worker.go(`/presence/history?resident_id=${who}`);
  await send(worker, page.locator('a[href*="/presence/correct"]').last());
  const cancel = page.locator('form[action="/presence/stays/cancel-admission"]');
  await cancel.locator('[name="reason"]').fill('Ghi nhầm người, chưa hề vào');
  await send(worker, cancel.locator('[type="submit"]').first());
  await worker.go(file);
  assert.match(await text(page), /đã hủy/, 'the file goes with the cancelled admission');
  await worker.look('cancelled-file');
}

export const journeys = [
  {
    name: 'an unknown person at night: one thumb, 25 touches, a bed',
    async run(house) {
      const nurse = await house.as('nurse');
      const file = await receive(nurse, { look: true });
      await nurse.close();
      const worker = await house.as('social_worker');
      await morningAfter(worker, file);
      await worker.close();
      const director = await house.as('director', { size: 'desk' });
      await decide(director, file);
      await director.go('/intake/emergency');
      await director.look('emergency-desk');
      await director.go('/intake/deadlines');
      await director.look('deadlines');
      await director.close();
    },
  },
  {
    name: 'an emergency needs no scripts',
    needs: 'second',
    async run(all) {
      const nurse = await all.second.as('nurse', { script: false });
      await receive(nurse, { look: false });
      await nurse.close();
    },
  },
  {
    name: 'an ordinary admission, from the first question to the file, and taken back',
    needs: 'second',
    async run(all) {
      const worker = await all.second.as('social_worker', { size: 'desk' });
      await planned(worker);
      await worker.close();
    },
  },
];
