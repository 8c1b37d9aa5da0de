// The tools of a journey: people who sign in, pages that are looked at, and what every page must
// keep whichever journey passes it. A journey names what a person does; this file knows how.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { faults as invalid } from './valid.mjs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// The zone in which the house counts its days, and people live (app/hour_test.go chooses it).
export const zone = process.env.ZONE || 'Asia/Ho_Chi_Minh';

// A cheap phone in one hand, and the screen of an office.
export const sizes = {
  phone: { width: 360, height: 800 },
  desk: { width: 1280, height: 900 },
};

export class House {
  constructor({ base, password, out, browser }) {
    Object.assign(this, { base, password, out, browser, cookies: new Map() });
  }

  static async open({ base, password, out, executablePath }) {
    mkdirSync(out, { recursive: true });
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return new House({ base: base.replace(/\/$/, ''), password, out, browser });
  }

  // beside is another house, walked in the same browser.
  beside(base, password) {
    return new House({ base: base.replace(/\/$/, ''), password, out: this.out, browser: this.browser });
  }

  close() {
    return this.browser.close();
  }

  // visitor opens a browser of its own on nobody's account.
  async visitor({ size = 'phone', lang = 'vi', script = true, dark = false, cookies = [] } = {}) {
    const context = await this.browser.newContext({
      viewport: sizes[size],
      hasTouch: size === 'phone',
      isMobile: size === 'phone',
      deviceScaleFactor: size === 'phone' ? 2 : 1,
      locale: lang === 'vi' ? 'vi-VN' : 'en-GB',
      timezoneId: zone,
      javaScriptEnabled: script,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(60_000); // a busy machine is slow; what never comes is worth the wait
    if (cookies.length) await context.addCookies(cookies);
    const page = await context.newPage();
    return new Visitor(this, context, page, { size, lang, script });
  }

  // as opens a browser in which a person of this role is signed in. The sign-in happens once a
  // role; argon2 is slow on purpose.
  async as(role, options = {}) {
    if (!this.cookies.has(role)) {
      const first = await this.visitor({ ...options, script: true });
      await first.signIn(role);
      this.cookies.set(role, await first.context.cookies());
      await first.close();
    }
    const visitor = await this.visitor({ ...options, cookies: this.cookies.get(role) });
    await visitor.plainly();
    return visitor;
  }
}

// Visitor is one person at one browser. What no page may do is collected in faults and ends the
// journey: an error in the console, a request to somebody else's server, a wide page on a phone.
export class Visitor {
  constructor(house, context, page, { size, lang, script }) {
    Object.assign(this, { house, context, page, size, lang, script, faults: [], allowed: [] });
    page.on('console', (message) => {
      if (message.type() === 'error') this.fault(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.fault(`script: ${error.message}`));
    page.on('response', (answer) => {
      if (answer.request().isNavigationRequest() && answer.frame() === page.mainFrame()) this.answer = answer;
    });
    page.on('request', (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !url.startsWith(house.base + '/')) this.fault(`asked an outside address: ${url}`);
    });
  }

  fault(text) {
    if (!this.allowed.some((pattern) => pattern.test(text))) this.faults.push(`${new URL(this.page.url(), this.house.base).pathname}: ${text}`);
  }

  // plainly lets the browser keep nothing for a time without a network: each act goes to the house and a
  // page comes back, as where that is switched off. Whoever signs in during the journey keeps (18-offline).
  async plainly() {
    this.allow(/\/offline\/half/);
    await this.context.route('**/api/v1/offline/half*', (route) => route.abort());
  }

  // allow names an error this journey causes on purpose, such as the 422 of a wrong form.
  allow(pattern) {
    this.allowed.push(pattern);
  }

  // go opens a page in the visitor's language and refuses an error page.
  async go(path) {
    const url = new URL(path, this.house.base);
    if (this.lang !== 'vi') url.searchParams.set('lang', this.lang);
    const answer = await this.page.goto(url.href, { waitUntil: this.script ? 'load' : 'domcontentloaded' });
    if (answer && answer.status() >= 400) throw new Error(`${path} answers ${answer.status()}`);
    return answer;
  }

  // signIn fills the sign-in form as the sample account of this role.
  async signIn(role) {
    await this.go('/');
    await this.page.locator('input[name="username"]').fill(role);
    await this.page.locator('input[type="password"]').first().fill(this.house.password);
    await Promise.all([
      this.page.waitForURL((url) => !/sign-?in|login/.test(url.pathname)),
      this.page.locator('form:has(input[type="password"]) [type="submit"]').first().click(),
    ]);
  }

  // shot keeps a picture of the whole page as out/<name>-<size>-<lang>.png.
  async shot(name) {
    const scripts = this.script ? '' : '-noscript';
    await this.page.screenshot({ path: join(this.house.out, `${name}-${this.size}-${this.lang}${scripts}.png`), fullPage: true, scale: 'css' });
  }

  // axe finds what keeps people from using the page; serious and critical findings are faults.
  async axe() {
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate(() =>
      // eslint-disable-next-line no-undef
      axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
    for (const found of violations) {
      if (!['serious', 'critical'].includes(found.impact)) continue;
      const where = found.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
      this.fault(`axe ${found.impact} ${found.id}: ${found.help} (${found.nodes.length}×: ${where})`);
    }
  }

  // fits checks what UX asks of every page: a heading, nothing wider than the screen, and on a
  // phone nothing to press that is smaller than a thumb.
  async fits(size = this.size) {
    const seen = await this.page.evaluate(({ phone }) => {
      const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 2;
      const name = (e) => `${e.tagName.toLowerCase()}${e.name ? `[name=${e.name}]` : ''} “${(e.innerText || e.value || e.ariaLabel || '').trim().slice(0, 30)}”`;
      return {
        headings: [...document.querySelectorAll('h1')].filter(visible).length,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        small: !phone ? [] : [...document.querySelectorAll('button, select, textarea, summary, [role="button"], input:not([type="hidden"], [type="checkbox"], [type="radio"])')]
          .filter((e) => visible(e) && e.getBoundingClientRect().height < 43.5).map(name),
        missing: (document.body.innerText.match(/\b[a-z]+\.[a-z_]+\.[a-z_.]+\b/g) || []).filter((key) => !/\.(vn|com|org|xlsx|pdf|csv|md|json)$/.test(key)),
      };
    }, { phone: size === 'phone' });
    if (seen.headings !== 1) this.fault(`has ${seen.headings} visible headings of the first level, should have one`);
    if (seen.wide > 0) this.fault(`is ${seen.wide} px wider than the screen`);
    if (seen.small.length) this.fault(`lower than 44 px on a phone: ${[...new Set(seen.small)].slice(0, 5).join(', ')}`);
    if (seen.missing.length) this.fault(`shows text keys: ${[...new Set(seen.missing)].slice(0, 5).join(', ')}`);
  }

  // fitsAt shows the page that is open as wide as another screen, for as long as that is asked.
  async fitsAt(size) {
    await this.page.setViewportSize(sizes[size]);
    await this.fits(size);
    await this.page.setViewportSize(sizes[this.size]);
  }

  // valid reads the page as the house sent it, not as the browser mended it (valid.mjs).
  async valid() {
    if (!this.answer || !(this.answer.headers()['content-type'] || '').startsWith('text/html')) return;
    for (const found of await this.page.evaluate(invalid, await this.answer.text())) this.fault(`not valid: ${found}`);
  }

  // look is what every page of a journey goes through: checks, then a picture.
  async look(name, { axe = true } = {}) {
    if (this.script) {
      if (axe) await this.axe();
      await this.fits();
      await this.valid();
    }
    await this.shot(name);
  }

  // follow presses a link or button that leads to a page, and waits until it can be read. What
  // was refused throws what the page says, unless the journey expects it.
  async follow(target, { refused = false } = {}) {
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: this.script ? 'load' : 'domcontentloaded' }), target.click()]);
    if (answer && answer.status() >= 400 && !refused) throw new Error(`${this.page.url()} answers ${answer.status()}: ${await this.text()}`);
    return answer;
  }

  text(selector = 'main') {
    return this.page.locator(selector).first().innerText();
  }

  // enlarged shows the page as somebody sees it who has set 200 %: half as many points fit on the
  // screen. Nothing may run out of it, and no words may be cut.
  async enlarged(name) {
    const { width, height } = sizes[this.size];
    await this.page.setViewportSize({ width: Math.max(320, width / 2), height: height / 2 });
    await this.fits();
    for (const cut of await this.page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => {
      const style = getComputedStyle(e);
      return /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && !e.closest('.unseen') && e.clientWidth > 2 && e.scrollWidth > e.clientWidth + 1 && e.checkVisibility({ visibilityProperty: true }) && e.innerText?.trim();
    }).map((e) => `${e.localName}.${e.className}: ${e.innerText.trim().slice(0, 40)}`))) this.fault(`cut off at 200 %: ${cut}`);
    await this.shot(`${name}-200`);
    await this.page.setViewportSize({ width, height });
  }

  // byKeyboard walks the page with Tab alone: the first stop leads past the bars, each stop can be
  // seen, none holds one fast, and the largest action is among them. / leads to the search box.
  async byKeyboard(action) {
    const { page } = this;
    await page.reload();
    const stops = [];
    let reached = false;
    for (let n = 0; n < 60 && !reached; n++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate((wanted) => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const box = e.getBoundingClientRect();
        const marks = (part, pseudo) => { const style = getComputedStyle(part, pseudo); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0; };
        const seen = marks(e) || marks(e, '::after') || marks(e.closest('.choice, .field') ?? e);
        return { what: (e.innerText || e.ariaLabel || e.name || e.localName).trim().slice(0, 30), href: e.getAttribute('href'), seen,
          shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight, reached: e.matches(wanted) };
      }, action);
      if (!at) break;
      if (!at.seen) this.fault(`the keyboard's place cannot be seen on “${at.what}”`);
      if (!at.shown) this.fault(`the keyboard stands outside the screen on “${at.what}”`);
      stops.push(at);
      reached = at.reached;
    }
    if (!stops[0]?.href?.startsWith('#')) this.fault(`the first stop of Tab does not lead past the bars but is “${stops[0]?.what}”`);
    if (!reached) throw new Error(`Tab does not reach ${action}: ${stops.map((stop) => stop.what).join(' → ')}`);
    if (this.size === 'desk') {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press('/');
      const searching = await page.evaluate(() => document.activeElement.matches('input[type="search"], input[name="q"]'));
      if (!searching && (await page.locator('.finder input').count())) this.fault('/ does not lead to the search box');
    }
    await page.locator(action).first().focus();
  }

  // see walks past everybody of a room, each face half a second on the screen, as a carer does: nobody
  // else is attested.
  async see(form) {
    for (;;) {
      const next = await form.locator('.not-yet').first().elementHandle({ timeout: 1_000 }).catch(() => null);
      if (!next) return;
      await next.evaluate((row) => row.scrollIntoView({ block: 'center' }));
      await this.page.waitForFunction((row) => !row.isConnected || !row.classList.contains('not-yet'), next);
    }
  }

  // turn opens the wheel at one of a person's dots and chooses what was found there; did chooses what
  // was done about it.
  async turn(person, dot, { sign = 1, did = true } = {}) {
    await person.locator('.dot').nth(dot).click();
    await this.page.locator('dialog.spin .spin-grid:visible button').nth(sign).click();
    if (did) await this.did();
  }

  async did() {
    await this.page.locator('dialog.spin .spin-chips:visible button').first().click();
    await this.page.locator('dialog.spin').waitFor({ state: 'hidden' });
  }

  async close() {
    await this.context.close();
    if (this.faults.length) throw new Error([...new Set(this.faults)].join('\n'));
  }
}
