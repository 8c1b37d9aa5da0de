// The same round elsewhere: at the thumb with all that the wheel knows, and at the desk as a table that is
// filled by keys and from a spreadsheet.
import { strict as assert } from 'node:assert';

// due is the address of the round that waits: from half an hour before it on, earlier ones of the shift stand
// above it.
const due = (page) => page.locator('main a.button[href^="/wards/"][href*="/round?"]').first().getAttribute('href');

// counted waits until the button of a room counts somebody: a face was on the screen long enough.
const counted = (form) => form.locator('button[type="submit"]:not([disabled])').waitFor();

export const journeys = [
  {
    name: 'the wheel: at a dot, by keys, with a gap told first, and nobody attested who was not on the screen',
    needs: 'second',
    async run(all) {
      const carer = await all.second.as('ward_carer');
      const { page } = carer;
      await carer.go('/care/rounds');
      const path = await due(page);
      await carer.go(path);
      const form = page.locator('form.attest').first();
      const last = page.locator('form.attest').last();
      await counted(form);
      assert.match(await last.locator('button[type="submit"]').innerText(), /Chưa nhìn thấy ai/, 'the last room was not on the screen');
      assert.equal(await last.locator('input[name="rooms[0].seen"]:checked').count(), 0, 'nobody of it is ticked');
      // A touch at a dot opens the wheel of that dot; the way out gives back where one was.
      const first = form.locator('details.look').first();
      const wheel = page.locator('dialog.spin');
      await first.locator('.dot').nth(2).tap();
      assert.equal(await wheel.locator('.spin-items [aria-pressed="true"]').getAttribute('aria-label'), 'Vệ sinh');
      await carer.look('round-wheel');
      await page.keyboard.press('Escape');
      await wheel.waitFor({ state: 'hidden' });
      // By keys: the fold of the person opens the wheel, and the focus comes back to it.
      await first.locator('summary').focus();
      await page.keyboard.press('Enter');
      await wheel.locator('.spin-grid:visible button', { hasText: 'Mệt' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      assert.ok(await first.locator('summary').evaluate((e) => e === document.activeElement), 'the focus is back');
      assert.match(await form.locator('.person').first().innerText(), /Mệt[\s\S]*Chọn đã làm gì/, 'what is missing is told beside the person');
      // The room is not sent without it: the wheel asks once more.
      await form.locator('button[type="submit"]').tap();
      await wheel.locator('.spin-chips:visible button', { hasText: 'Theo dõi thêm' }).tap();
      await wheel.waitFor({ state: 'hidden' });
      // Something else, in words.
      await form.locator('details.look').nth(1).locator('.dot').last().tap();
      await wheel.locator('.spin-grid:visible button', { hasText: 'Khác' }).tap();
      await wheel.locator('[data-phrase]:visible').nth(3).tap();
      await wheel.locator('.spin-chips:visible button', { hasText: 'Động viên' }).tap();
      assert.match(await form.locator('.person').nth(1).innerText(), /Đòi về nhà · Động viên/);
      // Not here: at work.
      await form.locator('details.look').nth(2).locator('.dot').first().tap();
      await wheel.locator('.spin-grid:visible button', { hasText: 'Không có ở đây' }).tap();
      await carer.look('round-where');
      await wheel.locator('button:visible', { hasText: 'Sinh hoạt' }).tap();
      await wheel.locator('.spin-chips:visible button', { hasText: 'Lát nữa' }).tap();
      // Pushed to the right over its head, the room is recorded as with the button.
      await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
      const box = await page.locator('.room:has(form.attest) .card-head').first().boundingBox();
      const session = await page.context().newCDPSession(page);
      const push = async (from, to, y = box.y + 20) => {
        await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: from, y }] });
        for (let x = from; x <= to; x += 12) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y }] });
        await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      };
      await push(8, 200); // beside the head: nothing
      for (let n = 0; n < 5; n++) await push(40, 240, box.y + 200); // and the browser does not leave what is written by its own swipe
      assert.equal(page.url(), new URL(path, all.second.base).href, 'the round is still there');
      assert.equal(await page.locator('form.attest').count(), await page.locator('.room:has(form.attest)').count());
      const rooms = await page.locator('form.attest').count();
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), push(80, 300)]);
      assert.ok(await page.locator('form.attest').count() <= rooms, 'the room was recorded');
      const done = page.locator('.room').first();
      assert.match(await done.innerText(), /Xong[\s\S]*3 khác thường/);
      await done.locator('summary').first().tap();
      assert.match(await done.innerText(), /Mệt · đang theo dõi[\s\S]*Đòi về nhà · đã dỗ[\s\S]*Đang sinh hoạt, lao động/);
      // Back to what it was, for whoever walks after us.
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('.snack form button').tap()]);
      await carer.close();
    },
  },
  {
    name: 'the round at the desk: keys, letters, a paste from a spreadsheet, one save',
    needs: 'second',
    async run(all) {
      const carer = await all.second.as('ward_carer', { size: 'desk' });
      const { page } = carer;
      await carer.go('/care/rounds');
      const path = await due(page);
      await carer.go(path.replace('/round?', '/round/grid?'));
      const cells = page.locator('table.cells.walked');
      await cells.locator('td[tabindex="0"]').focus();
      for (const key of ['Space', 'Enter', 'ArrowRight', 'ArrowRight', 't', 'Enter', 'm']) await page.keyboard.press(key);
      const line = (n) => cells.locator('tr[data-line]').nth(n);
      assert.equal(await line(1).locator('select').nth(2).inputValue(), 'refused');
      await page.keyboard.press('Control+z');
      assert.equal(await line(2).locator('select').first().inputValue(), '', 'one step back');
      await page.evaluate(() => {
        const data = new DataTransfer();
        // A round without a meal has a column less.
        const rest = document.activeElement.closest('tr').querySelectorAll('select:not(.did)').length - 2;
        const gap = '\t'.repeat(rest);
        data.setData('text/plain', `x\tIt${gap}\t9\nx${gap}\tbuồn\t6\tNhớ nhà\nx\tlạ lùng\n`);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      });
      assert.match(await line(4).innerText(), /lạ lùng/, 'what is not understood stands there');
      await carer.look('round-grid');
      const save = page.locator('.cells-foot button');
      await save.click();
      assert.match(await page.locator('.cells-says').innerText(), /2 ô chưa hiểu/, 'and is asked for before anything is sent');
      assert.equal(await page.evaluate(() => document.activeElement.classList.contains('unknown')), true, 'the first of them has the focus');
      await page.keyboard.press('i');
      await line(4).locator('td').nth(1).click();
      await page.keyboard.press('Delete');
      await save.click();
      assert.match(await line(1).innerText(), /Chọn đã làm gì/, 'what was done is missing');
      await page.keyboard.press('5');
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), save.click()]);
      assert.match(await page.locator('.snack').innerText(), /Đã ghi 5 người/);
      assert.equal(await page.locator('table.cells tr.known').count(), 5);
      assert.match(await page.locator('table.cells').innerText(), /Nhớ nhà/);
      await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('.snack form button').click()]);
      await carer.close();
    },
  },
];
