// A new administrator switches the second step on with the word on paper, signs in with the code of the
// phone and with a code of the paper; another administrator signs one of the two browsers out, and it is out
// at its next page. At a desk in Vietnamese, with a phone in English. The account is the journey's own, for
// whoever signs in as the sample's administrator later gives no code.
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';

// see looks at a page; what keeps people from using it is sought once and not in each language.
const see = (visitor, name) => visitor.look(name, { axe: visitor.lang === 'vi' });

const halfMinute = () => Math.floor(Date.now() / 30_000);

// codeOf reckons the six digits of a half minute (RFC 6238).
function codeOf(secret, step) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(moment).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// hired makes the account of another administrator. The word on paper comes from the server, as where nobody
// has a second step yet; a colleague without one cannot give it.
async function hired(house, admin, username) {
  const { page } = admin;
  admin.allow(/status of 409/);
  await admin.go('/staff/new');
  const form = page.locator('form[action="/staff/new"]');
  await form.locator('[name="name"]').fill('Đinh Thị Máy Chủ');
  await form.locator('[name="username"]').fill(username);
  await form.locator('[name="role"]').selectOption('admin');
  await admin.follow(form.locator('[type="submit"]'));
  const password = await page.locator('main [name="one_time"]').inputValue();
  const file = await page.locator('main a.button[href^="/staff/"]').last().getAttribute('href');
  await admin.go(file);
  const give = page.locator(`form[action="${file}/code/word"]`);
  await see(admin, 'second-step-file');
  await admin.follow(give.locator('[type="submit"]'), { refused: true });
  assert.equal(await page.locator('main [name="one_time"]').count(), 0, 'who has no second step gives no word');
  await see(admin, 'second-step-no-word');
  const word = house.command('user', 'word', username).match(/: ([A-Z0-9-]+)\s*$/)[1];
  return { file, password, word };
}

async function knock(person, username, password) {
  const { page } = person;
  await person.go('/sign-in');
  await page.locator('input[name="username"]').fill(username);
  await page.locator('input[name="password"]').first().fill(password);
  await person.follow(page.locator('form:has(input[name="password"]) [type="submit"]').first(), { refused: true });
}

// enrolled takes a password of one's own and switches the second step on; it gives the secret, the half
// minute that was used up, and the codes of the paper.
async function enrolled(person, username, { password, word }, own) {
  const { page } = person;
  await knock(person, username, password);
  assert.equal(new URL(page.url()).pathname, '/me/password', 'somebody else set the password');
  const change = page.locator('form[action="/me/password"]');
  for (const field of ['new', 'again']) await change.locator(`[name="${field}"]`).fill(own);
  await person.follow(change.locator('[type="submit"]'));
  await person.go('/me/code');
  await see(person, 'second-step-begin');
  const begin = page.locator('form[action="/me/code"]');
  await begin.locator('[name="current"]').fill(own);
  await begin.locator('[name="word"]').fill('SAI-1234');
  await person.follow(begin.locator('[type="submit"]'), { refused: true });
  await see(person, 'second-step-wrong-word');
  await begin.locator('[name="current"]').fill(own);
  await begin.locator('[name="word"]').fill(word);
  await person.follow(begin.locator('[type="submit"]'));
  const secret = (await page.locator('#code-secret').innerText()).replace(/\s/g, '');
  await see(person, 'second-step-picture');
  const confirm = page.locator('form[action="/me/code/confirm"]');
  const used = halfMinute();
  await confirm.locator('[name="code"]').fill(codeOf(secret, used));
  await person.follow(confirm.locator('[type="submit"]'));
  const spares = await page.locator('.spare-codes code').allInnerTexts();
  assert.ok(spares.length >= 8, `codes on paper: ${await person.text()}`);
  await see(person, 'second-step-paper');
  return { secret, used, spares };
}

// shown gives a code at the second page of the door.
async function shown(person, code) {
  const { page } = person;
  const form = page.locator('form[action="/sign-in/code"]');
  await form.locator('[name="code"]').fill(code);
  await person.follow(form.locator('[type="submit"]'), { refused: true });
}

async function secondStep(house, { size, lang, nth }) {
  const username = `may.chu.${nth}.${Date.now() % 100_000}`;
  const own = 'Mot-mat-khau-rieng-9';
  const admin = await house.as('admin', { size: 'desk', lang });
  const given = await hired(house, admin, username);

  const first = await house.visitor({ size, lang });
  await first.plainly();
  first.allow(/status of (401|409|422)/);
  const { secret, used, spares } = await enrolled(first, username, given, own);
  await first.follow(first.page.locator('main a.button[href="/me"]'));
  await see(first, 'second-step-on');

  // The next code, which no clock of the journey has to wait for: the house takes the half minute after.
  const phone = await house.visitor({ size, lang });
  await phone.plainly();
  phone.allow(/status of (401|422)/);
  await knock(phone, username, own);
  await see(phone, 'second-step-asked');
  await shown(phone, codeOf(secret, used));
  assert.equal(await phone.page.locator('form[action="/sign-in/code"], form[action="/sign-in"]').count(), 1, 'a code opens once');
  await see(phone, 'second-step-used');
  await shown(phone, codeOf(secret, Math.max(used + 1, halfMinute())));
  assert.ok(!/sign-in/.test(new URL(phone.page.url()).pathname), await phone.text());

  const paper = await house.visitor({ size, lang });
  await paper.plainly();
  paper.allow(/status of (401|422)/);
  await knock(paper, username, own);
  await shown(paper, spares[0]);
  assert.ok(!/sign-in/.test(new URL(paper.page.url()).pathname), await paper.text());
  await paper.go('/me/code');
  await see(paper, 'second-step-spent');

  // One device of the three is ended by a colleague; the newest stands first.
  await admin.go(given.file);
  const ends = admin.page.locator(`form[action^="${given.file}/sessions/"][action$="/end"]`);
  assert.equal(await ends.count(), 3, 'three browsers are open');
  await see(admin, 'second-step-devices');
  await admin.follow(ends.first().locator('[type="submit"]'));
  assert.equal(await ends.count(), 2);
  await paper.go('/me');
  assert.match(new URL(paper.page.url()).pathname, /sign-in/, 'that browser is out at its next page');
  await phone.go('/me');
  assert.equal(new URL(phone.page.url()).pathname, '/me', 'the others go on');
  for (const visitor of [paper, phone, first, admin]) await visitor.close();
}

export const journeys = [
  { name: 'a second step with the word on paper, desk', needs: 'served', run: (all) => secondStep(all.served, { size: 'desk', lang: 'vi', nth: 1 }) },
  { name: 'a second step with the word on paper, phone in English', needs: 'served', run: (all) => secondStep(all.served, { size: 'phone', lang: 'en', nth: 2 }) },
];
