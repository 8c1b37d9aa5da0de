// Coming in: the first page anyone sees, on a phone and on a desk, with and without scripts.
import { strict as assert } from 'node:assert';

export const journeys = [
  {
    name: 'a carer signs in and finds the day',
    async run(house) {
      for (const size of ['phone', 'desk']) {
        const carer = await house.visitor({ size });
        await carer.go('/');
        await carer.look('sign-in');
        await carer.signIn('ward_carer');
        assert.equal(await carer.page.locator('html').getAttribute('lang'), 'vi', 'Vietnamese comes first');
        await carer.look('today-ward_carer');
        await carer.close();
      }
    },
  },
  {
    name: 'a wrong password is refused in plain words, and the name stays typed',
    async run(house) {
      const carer = await house.visitor();
      carer.allow(/status of (401|422|429)/);
      await carer.go('/');
      await carer.page.locator('input[name="username"]').fill('nobody_here');
      await carer.page.locator('input[type="password"]').first().fill('not the password');
      await Promise.all([
        carer.page.waitForResponse((answer) => answer.request().method() === 'POST'),
        carer.page.locator('form:has(input[type="password"]) [type="submit"]').first().click(),
      ]);
      await carer.page.locator('[role="alert"]').first().waitFor();
      assert.equal(await carer.page.locator('input[name="username"]').inputValue(), 'nobody_here');
      assert.equal(await carer.page.locator('input[type="password"]').first().inputValue(), '', 'a password is never sent back');
      await carer.look('sign-in-refused');
      await carer.close();
    },
  },
  {
    name: 'signing in works without scripts',
    async run(house) {
      const carer = await house.visitor({ script: false });
      await carer.signIn('ward_carer');
      await carer.shot('today-ward_carer');
      await carer.close();
    },
  },
];
