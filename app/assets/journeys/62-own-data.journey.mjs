// Somebody asks about their data: a consent is written down and taken back, everything that is held is
// handed over as PDF and for programs, and then the file is erased, proposed by one and agreed to by the
// director. The social worker by thumb, the others at a desk.
import { strict as assert } from 'node:assert';

const name = 'Hồ Sơ Của Riêng';

// entered is a file of somebody whom nobody has received: the law lets it be erased at once.
async function entered(worker) {
  const { page } = worker;
  worker.allow(/status of (409|422)/);
  await worker.go('/residents/new');
  await page.locator('main form input[name="name"]').fill(name);
  await page.locator('main form input[name="sex"][value="m"]').check();
  await page.locator('main form input[name="birth"]').fill('1949');
  await worker.follow(page.locator('main form [type="submit"]').first(), { refused: true });
  const despite = page.locator('main form button[name="despite"]');
  if (await despite.count()) await worker.follow(despite);
  return new URL(page.url()).searchParams.get('resident_id') ?? new URL(page.url()).pathname.split('/')[2];
}

const fold = (page, action) => page.locator(`details:has(form[action="${action}"])`);

async function consent(worker, id) {
  const { page } = worker;
  const of = `/privacy/of/${id}`;
  await worker.go(of);
  const said = fold(page, `${of}/consents`);
  await said.locator('summary').first().click();
  await said.locator('[name="purpose"]').selectOption({ index: 1 });
  await said.locator('[name="act"][value="given"]').check();
  await said.locator('[name="giver"][value="self"]').check();
  await said.locator('[name="means"]').first().check();
  await said.locator('[name="place"]').fill('Tủ hồ sơ số 2');
  await worker.look('own-data-consent');
  await worker.follow(said.locator('[type="submit"]').last());
  const back = page.locator(`form[action^="${of}/consents/"][action$="/withdraw"]`);
  assert.equal(await back.count(), 1, await worker.text());
  await worker.look('own-data-agreed', { axe: false });
  await worker.follow(back.locator('[type="submit"]'));
  assert.equal(await back.count(), 0, 'taken back as easily as given');
  await worker.look('own-data-withdrawn');
}

async function asks(worker, id, kind, text) {
  const { page } = worker;
  const of = `/privacy/of/${id}`;
  await worker.go(of);
  const ask = fold(page, `${of}/requests`);
  await ask.locator('summary').first().click();
  await ask.locator('[name="kind"]').selectOption(kind);
  await ask.locator('[name="asker"][value="self"]').check();
  await ask.locator('[name="checked"]').fill('Quen mặt, có thẻ');
  await ask.locator('[name="text"]').fill(text);
  await worker.follow(ask.locator('[type="submit"]').last());
  const at = new URL(page.url()).pathname;
  assert.match(at, /^\/privacy\/requests\/\d+$/, await worker.text());
  return at;
}

async function handed(director, at) {
  const { page } = director;
  await director.go(at);
  await director.look('own-data-decide');
  const paper = await page.request.get(`${director.house.base}${at}/copy.pdf`);
  assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-', 'the copy is a PDF');
  const programs = await page.request.get(`${director.house.base}${at}/copy.json`);
  assert.ok(JSON.stringify(await programs.json()).includes(name), 'the copy for programs names whose it is');
  const given = fold(page, `${at}/handed`);
  await given.locator('summary').click();
  await given.locator('[name="note"]').fill('Trao tận tay, có ký nhận');
  await director.follow(given.locator('[type="submit"]'));
  const answer = page.locator(`form[action="${at}/answer"]`);
  await answer.locator('[name="outcome"]').first().check();
  await answer.locator('[name="answer"]').fill('Đã trao một bản đầy đủ');
  await director.follow(answer.locator('[type="submit"]'));
  assert.equal(await answer.count(), 0, 'the clock stands still');
  await director.look('own-data-handed', { axe: false });
}

async function own(house) {
  const worker = await house.as('social_worker');
  const id = await entered(worker);
  await consent(worker, id);
  const copy = await asks(worker, id, 'given', 'Xin một bản mọi điều Trung tâm giữ về tôi');
  await worker.look('own-data-request');
  const director = await house.as('director', { size: 'desk' });
  await handed(director, copy);
  await asks(worker, id, 'delete', 'Xin xóa hồ sơ, tôi không vào ở nữa');
  await worker.close();

  const erase = `/privacy/of/${id}/erase`;
  const manager = await house.as('manager', { size: 'desk' });
  await manager.go(erase);
  const form = manager.page.locator(`form[action="${erase}"]`);
  await form.locator('[name="ground"][value="request"]').check();
  await form.locator('[name="reason"]').fill('Không vào ở, xin xóa');
  await manager.look('own-data-propose');
  await manager.follow(form.locator('[type="submit"]'));
  assert.equal(await manager.page.locator('form[action$="/agree"]').count(), 0, 'nobody agrees with themself');
  await manager.look('own-data-proposed', { axe: false });
  await manager.close();

  const { page } = director;
  director.allow(/status of (404|422)/);
  await director.go(erase);
  const agree = page.locator('form[action$="/agree"]');
  await director.follow(agree.locator('[type="submit"]'), { refused: true });
  await director.look('own-data-not-sure', { axe: false });
  await agree.locator('[name="sure"]').check();
  await director.follow(agree.locator('[type="submit"]'));
  assert.ok(!(await page.locator('body').innerText()).includes(name), 'the name is gone');
  await director.look('own-data-erased');
  await director.go(`/residents/${id}`);
  assert.ok(!(await page.locator('body').innerText()).includes(name), 'the file is empty');
  assert.equal(await page.locator('main form[action*="/residents/"], main a[href*="/presence/admit"], .page-actions a[href$="/edit"]').count(), 0, 'nothing is offered that the house would refuse');
  await director.look('own-data-empty');
  await director.go(`/search?q=${encodeURIComponent(name)}`);
  assert.equal(await page.locator(`main a[href="/residents/${id}"]`).count(), 0, 'and nobody finds it');
  await director.close();
}

export const journeys = [
  { name: 'somebody asks about their data, and the file is erased by two', needs: 'second', run: (all) => own(all.second) },
];
