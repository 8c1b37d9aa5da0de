// The shift as its people live it: a carer looks what the round and the handover of the own ward
// want, the nurse in charge settles what was noticed, looks at somebody who is watched and at the
// tray, and the director reads the morning over both campuses, notes an incident as known and answers
// what the house asks. With a phone in Vietnamese, at a desk in English.
import { strict as assert } from 'node:assert';

async function carer(house, how) {
  const visitor = await house.as('ward_carer', how);
  const { page } = visitor;
  await visitor.go('/care/rounds');
  await visitor.look('shift-carer-rounds');
  await visitor.follow(page.locator('main a[href*="/handover"]').first());
  await visitor.look('shift-carer-handover');
  await visitor.go('/care/rounds');
  await visitor.follow(page.locator('main a[href$="/unwritten"], main a[href*="/unwritten?"]').first());
  await visitor.look('shift-carer-unwritten');
  await visitor.close();
}

async function nurse(house, how) {
  const visitor = await house.as('nurse', how);
  const { page } = visitor;
  await visitor.go('/care/concerns');
  await visitor.look('shift-nurse-concerns');
  const open = page.locator('main form[action^="/care/concerns/"]');
  const before = await open.count();
  assert.ok(before > 1, `${before} things were noticed`);
  const first = page.locator('main details:has(form[action^="/care/concerns/"])').first();
  await first.locator('summary').click();
  await first.locator('[name="done"]').fill('Đã xem tận nơi, cho uống thêm nước, chiều xem lại');
  await visitor.look('shift-nurse-concern');
  await visitor.follow(first.locator('[type="submit"]').first());
  assert.equal(await open.count(), before - 1, 'what was settled waits no more');
  await visitor.go('/care/watches');
  await visitor.look('shift-nurse-watches');
  await visitor.follow(page.locator('main form[action="/care/looks"] [type="submit"]').first());
  await visitor.look('shift-nurse-looked');
  for (const path of ['/care/tray', '/care/second-looks', '/care/rollcalls']) {
    await visitor.go(path);
    await visitor.look(`shift-nurse-${path.split('/')[2]}`);
  }
  await visitor.close();
}

async function director(house, how) {
  const visitor = await house.as('director', how);
  const { page } = visitor;
  await visitor.go('/care/briefing');
  await visitor.look('shift-director-briefing');
  await visitor.go('/');
  const known = page.locator('main form[action$="/known"]');
  const before = await known.count();
  assert.ok(before > 0, 'incidents ask to be known');
  await visitor.follow(known.first().locator('[type="submit"]'));
  await visitor.look('shift-director-known');
  await visitor.go('/');
  assert.equal(await known.count(), before - 1, 'what is known asks no more');
  for (const path of ['/care/questions', '/care/orders', '/staff/cover', '/staff/rota']) {
    await visitor.go(path);
    await visitor.look(`shift-director-${path.split('/')[2]}`);
  }
  await visitor.close();
}

export const journeys = [
  { name: 'a shift: carer, nurse in charge, director, phone in Vietnamese', size: 'phone', lang: 'vi' },
  { name: 'a shift: carer, nurse in charge, director, desk in English', size: 'desk', lang: 'en' },
].map(({ name, ...how }) => ({
  name,
  needs: 'second',
  async run(all) {
    await carer(all.second, how);
    await nurse(all.second, how);
    await director(all.second, how);
  },
}));
