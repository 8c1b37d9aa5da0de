// Visits and the doors at night, on a phone in Vietnamese: a carer notes who comes to see somebody and that
// the visitor left, writes how the resident was, and strikes a wrong line through; the nurse in charge makes
// the codes for the doors of a ward, and the carer types one and presses "I stand here". What is written
// stays in the house; every line that the journey makes it also finishes.
import { strict as assert } from 'node:assert';

const guest = `Khách Thử ${Date.now() % 100000}`;

async function visits(house, how) {
  const visitor = await house.as('ward_carer', how);
  const { page } = visitor;
  await visitor.go('/care/visits');
  await visitor.look('visits-today');
  await visitor.go('/care/visits/new');
  if ((await page.locator('main [name="residents"]').count()) === 0) await visitor.follow(page.locator('main nav a').first());
  await visitor.look('visits-whom');
  await page.locator('main [name="residents"]').first().check();
  await visitor.follow(page.locator('main form:has([name="residents"]) [type="submit"]').first());
  const family = page.locator('main [name="kin"][value="0"]');
  if (await family.count()) await family.check();
  const somebody = page.locator('main details:has([name="visitor"])');
  if (!(await somebody.evaluate((fold) => fold.open))) await somebody.locator('summary').click();
  await page.locator('main [name="visitor"]').fill(guest);
  await page.locator('main [name="relation"]').selectOption('friend');
  await page.locator('main details:has([name="items[0].what"]) summary').click();
  await page.locator('main [name="items[0].what"]').fill('Cam');
  await page.locator('main [name="items[0].given_to"]').selectOption('resident');
  await visitor.look('visits-form');
  await visitor.follow(page.locator('main form:has([name="visitor"]) [type="submit"]').first());
  const row = page.locator('#inside .person', { hasText: guest });
  assert.equal(await row.count(), 1, 'the visitor is inside');
  await visitor.look('visits-inside');
  const where = await row.locator('a').first().getAttribute('href');
  await visitor.follow(page.locator(`form[action="${where}/end"] [type="submit"]`));
  assert.equal(await page.locator('#inside .person', { hasText: guest }).count(), 0, 'the visitor left with one tap');
  await visitor.go(where);
  await page.locator('main [name="mood_after"][value="glad"]').first().check();
  await visitor.follow(page.locator('main form[action$="/mood"] [type="submit"]').first());
  await visitor.look('visits-one');
  const strike = page.locator('main details:has(form[action$="/strike"])');
  await strike.locator('summary').click();
  await strike.locator('[name="reason"]').fill('Lượt thử, không có thật');
  await visitor.follow(strike.locator('[type="submit"]'));
  await visitor.look('visits-struck');
  await visitor.go('/care/visits/quiet');
  await visitor.look('visits-quiet');
  await visitor.close();
}

async function doors(house, how) {
  const nurse = await house.as('nurse', how);
  await nurse.go('/care/rounds');
  const href = await nurse.page.locator('main a[href$="/doors"]').first().getAttribute('href');
  await nurse.go(href);
  const make = nurse.page.locator('main form[action$="/codes"] [type="submit"]');
  if (await make.count()) await nurse.follow(make);
  await nurse.look('doors-night');
  await nurse.go('/care/visits/bans');
  await nurse.look('visits-bans');
  await nurse.close();
  const carer = await house.as('ward_carer', how);
  await carer.go('/d');
  await carer.page.locator('main [name="code"]').fill('0000-0000');
  carer.allow(/422/);
  await carer.follow(carer.page.locator('main form [type="submit"]').first(), { refused: true });
  assert.match(await carer.page.locator('main').innerText(), /Không có mã này/);
  await carer.look('doors-typed');
  await carer.close();
}

export const journeys = [{
  name: 'visits at the gate and doors at night, phone in Vietnamese',
  needs: 'second',
  async run(all) {
    const how = { size: 'phone', lang: 'vi' };
    await visits(all.second, how);
    await doors(all.second, how);
  },
}];
