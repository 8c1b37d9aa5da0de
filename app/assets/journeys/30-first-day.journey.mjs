// The first day of a real centre: nobody and nothing is there. Whoever reads the program's output
// opens the house, and the administrator lets the first nurse in.
import { strict as assert } from 'node:assert';

const own = 'Sen-no-ao-lang-2026';

async function send(person, button) {
  await Promise.all([person.page.waitForNavigation(), button.click()]);
}

export const journeys = [
  {
    name: 'a new centre is set up, and its first nurse comes in',
    needs: 'empty',
    async run(all) {
      const house = all.empty;
      const admin = await house.visitor();
      admin.allow(/status of (404|422)/);
      const { page } = admin;
      for (const path of ['/', '/wards', '/residents', '/staff', '/sign-in']) {
        await page.goto(house.base + path);
        assert.equal(new URL(page.url()).pathname, '/set-up', `${path} is not reachable before the first day`);
      }
      const api = await page.request.get(house.base + '/api/v1/residents');
      assert.ok(api.status() >= 400, 'nor is the API');

      const fill = (name, value) => page.locator(`[name="${name}"]`).fill(value);
      const typed = [['code', 'AAAA-BBBB-CCCC'], ['centre.name', 'Trung tâm Bảo trợ xã hội Hoa Sen'], ['campuses[0].name', 'Cơ sở 1 · Thanh Chương'],
        ['name', 'Phan Thị Ngọc Ánh'], ['username', 'anh.ptn'], ['password', own], ['again', own]];
      for (const [name, value] of typed) await fill(name, value);
      await page.locator('summary').first().click();
      await fill('campuses[1].name', 'Cơ sở 2 · Con Cuông');
      await admin.look('set-up');
      await send(admin, page.locator('form [type="submit"].large'));
      assert.equal(await page.locator('[name="centre.name"]').inputValue(), 'Trung tâm Bảo trợ xã hội Hoa Sen', 'a wrong code loses nothing');
      await admin.look('set-up-refused');
      for (const [name, value] of [['code', house.code], ['password', own], ['again', own]]) await fill(name, value);
      await send(admin, page.locator('form [type="submit"].large'));
      if (new URL(page.url()).pathname !== '/staff/new') throw new Error(`set-up was refused: ${await page.locator('main, body').first().innerText()}`);
      const closed = await page.request.get(house.base + '/set-up', { maxRedirects: 0 });
      assert.equal(closed.status(), 404, 'the set-up page opens once');

      await fill('name', 'Vi Thị Hồng Nhung');
      await fill('username', 'nhung.vth');
      await page.locator('[name="role"]').selectOption('nurse');
      await page.locator('[name="campus_id"]').selectOption({ index: 1 });
      await page.locator('[name="place"]').selectOption({ index: 1 });
      await admin.look('nurse-new');
      await send(admin, page.locator('form [type="submit"].large'));
      const once = await page.locator('main input[readonly]').last().inputValue();
      assert.ok(once.length >= 8, 'a one-time password is shown');
      await admin.look('nurse-password');
      await admin.go('/wards');
      assert.match(await page.locator('main').innerText(), /Cơ sở 2 · Con Cuông/);
      await admin.look('wards-nothing');
      await admin.close();

      const nurse = await house.visitor();
      await nurse.go('/');
      await nurse.page.locator('[name="username"]').fill('nhung.vth');
      await nurse.page.locator('input[type="password"]').fill(once);
      await send(nurse, nurse.page.locator('form:has(input[type="password"]) [type="submit"]'));
      await nurse.page.goto(house.base + '/wards');
      assert.equal(new URL(nurse.page.url()).pathname, '/me/password', 'the one-time password must be changed first');
      await nurse.look('nurse-must-change');
      await nurse.page.locator('[name="new"]').fill('Con-Cuong-mua-lua-chin-9');
      await nurse.page.locator('[name="again"]').fill('Con-Cuong-mua-lua-chin-9');
      await send(nurse, nurse.page.locator('form:has([name="again"]) [type="submit"]'));
      await nurse.go('/');
      assert.match(await nurse.page.locator('h1').first().innerText(), /Hôm nay/);
      await nurse.look('nurse-first-day');
      await nurse.close();
    },
  },
];
