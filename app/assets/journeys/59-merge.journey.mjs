// Two records of one person: found, compared, made one, and two again; with and without scripts.
import { strict as assert } from 'node:assert';

// enter makes a record of somebody nobody has received yet, and gives its address.
async function enter(worker, name, birth) {
  await worker.go('/residents/new');
  const { page } = worker;
  await page.locator('main form input[name="name"]').fill(name);
  await page.locator('main form input[name="sex"][value="f"]').check();
  await page.locator('main form input[name="birth"]').fill(birth);
  await worker.follow(page.locator('main form [type="submit"]').first(), { refused: true });
  const despite = page.locator('main form button[name="despite"]');
  if (await despite.count()) await worker.follow(despite);
  const id = new URL(page.url()).searchParams.get('resident_id') ?? new URL(page.url()).pathname.split('/')[2];
  return `/residents/${id}`;
}

async function mergeAndBack(house, { size, script }) {
  const worker = await house.as('social_worker', { size, script });
  worker.allow(/status of (404|409|422)/);
  const { page } = worker;
  const name = `Trùng Thị Hai Hồ Sơ ${size === 'phone' ? 'Một' : 'Hai'}`;
  const kept = await enter(worker, name, '1951');
  const gone = await enter(worker, name, '1951');
  assert.notEqual(kept, gone);

  await worker.go('/intake/doubles');
  await worker.look('merge-doubles');
  await worker.go(`${kept}/merge`);
  await worker.look('merge-seek');
  await worker.follow(page.locator(`main a[href$="gone=${gone.split('/')[2]}"]`).first());
  await worker.look('merge-compare');
  await worker.follow(page.locator(`main form[action="${kept}/merge"] [type="submit"]`).last(), { refused: true });
  await worker.look('merge-refused');
  await page.locator('main input[name="evidence"][value="papers"]').check();
  await page.locator('main input[name="reason"]').fill('Hai hồ sơ nhập từ hai danh sách');
  await worker.follow(page.locator(`main form[action="${kept}/merge"] [type="submit"]`).last());
  assert.equal(new URL(page.url()).pathname, kept);
  await worker.look('merge-one');

  await worker.go(gone);
  assert.equal(new URL(page.url()).pathname, kept, 'the old number leads to the person');
  await worker.go(`${kept}/merge`);
  await worker.follow(page.locator(`main a[href^="${kept}/merges/"]`).first());
  await worker.look('merge-undo');
  await page.locator('main form[action$="/undo"] input[name="reason"]').fill('Hai chị em tên giống nhau');
  await worker.follow(page.locator('main form[action$="/undo"] [type="submit"]').last());
  await worker.go(gone);
  assert.equal(new URL(page.url()).pathname, gone, 'two records again');

  await worker.go(`${kept}/merge?gone=${gone.split('/')[2]}`);
  await worker.follow(page.locator('main form[action="/intake/doubles/apart"] [type="submit"]').first());
  await worker.go(`${kept}/merge?gone=${gone.split('/')[2]}`);
  await worker.look('merge-cannot');
  assert.equal(await page.locator(`main form[action="${kept}/merge"]`).count(), 0, 'two people are not merged');
  await worker.close();
}

export const journeys = [
  { name: 'two records of one person become one and two again', needs: 'second', run: (house) => mergeAndBack(house.second, { size: 'desk', script: true }) },
  { name: 'two records become one on a phone without scripts', needs: 'second', run: (house) => mergeAndBack(house.second, { size: 'phone', script: false }) },
];
