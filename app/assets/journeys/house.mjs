// The tools of a journey: people who sign in, pages that are looked at, and what every page must
// keep whichever journey passes it. A journey names what a person does; this file knows how.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

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
      timezoneId: 'Asia/Ho_Chi_Minh',
      javaScriptEnabled: script,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(15_000);
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
    return this.visitor({ ...options, cookies: this.cookies.get(role) });
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
    page.on('request', (request) => {
      const url = request.url();
      if (/^https?:/.test(url) && !url.startsWith(house.base + '/')) this.fault(`asked an outside address: ${url}`);
    });
  }

  fault(text) {
    if (!this.allowed.some((pattern) => pattern.test(text))) this.faults.push(`${new URL(this.page.url(), this.house.base).pathname}: ${text}`);
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
  async fits() {
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
    }, { phone: this.size === 'phone' });
    if (seen.headings !== 1) this.fault(`has ${seen.headings} visible headings of the first level, should have one`);
    if (seen.wide > 0) this.fault(`is ${seen.wide} px wider than the screen`);
    if (seen.small.length) this.fault(`lower than 44 px on a phone: ${[...new Set(seen.small)].slice(0, 5).join(', ')}`);
    if (seen.missing.length) this.fault(`shows text keys: ${[...new Set(seen.missing)].slice(0, 5).join(', ')}`);
  }

  // look is what every page of a journey goes through: checks, then a picture.
  async look(name, { axe = true } = {}) {
    if (this.script) {
      if (axe) await this.axe();
      await this.fits();
    }
    await this.shot(name);
  }

  async close() {
    await this.context.close();
    if (this.faults.length) throw new Error([...new Set(this.faults)].join('\n'));
  }
}
