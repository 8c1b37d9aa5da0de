// Opens an https address of the centre's network in Debian's Chromium, told beforehand that it may
// trust the key of SPKI, and says whether a service worker may be registered there: browsers allow
// work without a network only where they trust the connection.
//
//   URL=https://mai-am.lan:8443/ SPKI=… CHROMIUM=/usr/bin/chromium node app/assets/journeys/trusted.mjs
//
// NAME is looked up on this machine. WORKER is the script of the worker. One line of JSON is the answer.
import { chromium } from 'playwright-core';

const { URL: url, SPKI, NAME, WORKER, CHROMIUM = '/usr/bin/chromium' } = process.env;
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    `--host-resolver-rules=MAP ${NAME} 127.0.0.1`, ...(SPKI ? [`--ignore-certificate-errors-spki-list=${SPKI}`] : [])],
});
const said = {};
try {
  const page = await (await browser.newContext({ ignoreHTTPSErrors: false })).newPage();
  try {
    await page.goto(url);
    Object.assign(said, await page.evaluate(async (worker) => {
      if (!isSecureContext || !navigator.serviceWorker) return { secure: isSecureContext };
      const registration = await navigator.serviceWorker.register(worker);
      await navigator.serviceWorker.ready;
      return { secure: true, protocol: performance.getEntriesByType('navigation')[0].nextHopProtocol, worker: registration.active?.scriptURL ?? '' };
    }, WORKER));
  } catch (cause) {
    said.error = cause.message.split('\n')[0];
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
