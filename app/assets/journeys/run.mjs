// Runs the journeys of this folder in Debian's Chromium against a house that is already serving.
// app/journeys_test.go starts both; by hand:
//
//   BASE_URL=http://127.0.0.1:8080 PASSWORD=… OUT=out/journeys node app/assets/journeys/run.mjs [part of a name]
//
// A second sample house (SECOND_URL, SECOND_PASSWORD) and an empty one (EMPTY_URL, EMPTY_CODE) are
// for the journeys that change much; they are walked only where these are given. SECOND_PROGRAM and
// SECOND_DATA let a journey give a command on the server of the second house, as an administrator does there.
// Each *.journey.mjs exports journeys: a list of { name, run(house), needs, alone }. Those that measure
// are alone and come first, one after the other, with nothing else on the machine. Then two walk side by
// side, each in a browser of its own: one in the first house, one in the others, so that neither sees what
// the other does and each house is lived through in the order of the files.
// One line of JSON per journey goes to standard output: {"name", "ok", "seconds", "error"}.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { House, zone } from './house.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { BASE_URL, PASSWORD, OUT, SECOND_URL, SECOND_PASSWORD, SECOND_PROGRAM, SECOND_DATA, EMPTY_URL, EMPTY_CODE, CHROMIUM = '/usr/bin/chromium' } = process.env;
if (!BASE_URL || !PASSWORD || !OUT) {
  console.error('BASE_URL, PASSWORD and OUT must be set');
  process.exit(2);
}

// onServer gives a command on the server of the second house and returns what it prints.
function onServer(...words) {
  return execFileSync(SECOND_PROGRAM, words, { cwd: SECOND_DATA, encoding: 'utf8', env: { ...process.env, MAIAM_DATA: SECOND_DATA, MAIAM_TIMEZONE: zone, MAIAM_DATABASE: `sqlite:${join(SECOND_DATA, 'maiam.db')}` } });
}

// walker is one browser with the houses it may enter.
async function walker() {
  const house = await House.open({ base: BASE_URL, password: PASSWORD, out: OUT, executablePath: CHROMIUM });
  if (SECOND_URL) house.second = house.beside(SECOND_URL, SECOND_PASSWORD);
  if (SECOND_URL && SECOND_PROGRAM) house.served = Object.assign(house.second, { command: onServer });
  if (EMPTY_URL) house.empty = Object.assign(house.beside(EMPTY_URL, ''), { code: EMPTY_CODE });
  return house;
}

const all = [];
for (const file of readdirSync(here).filter((name) => name.endsWith('.journey.mjs')).sort()) all.push(...(await import(join(here, file))).journeys);
let failed = false;

// within ends a journey that hangs, so that the others are still walked.
function within(walk) {
  let alarm;
  const late = new Promise((_, lost) => { alarm = setTimeout(() => lost(new Error('the journey did not end within ten minutes')), 600_000); });
  return Promise.race([walk, late]).finally(() => clearTimeout(alarm));
}

// stands tells where a page of a journey that failed was, and how it begins.
async function stands(page) {
  const open = await page.locator('dialog[open]').count().catch(() => 0);
  const text = await page.locator(open ? 'dialog[open]' : 'main').first().innerText({ timeout: 2_000 }).catch(() => 'a page without a main part');
  return `at ${page.url()}${open ? ', in a dialog' : ''}: ${text.replace(/\s+/g, ' ').slice(0, 400)}`;
}

// walk goes these journeys one after the other.
async function walk(house, journeys) {
  for (const { name, run, needs } of journeys) {
    if (needs && !house[needs]) continue;
    if (process.argv[2] && !name.includes(process.argv[2])) continue;
    const start = performance.now();
    let error = '';
    try {
      await within(run(house));
    } catch (cause) {
      error = cause.message.includes('\n') || cause.constructor !== Error ? `${cause.message}\n${(cause.stack || '').split('\n').filter((l) => l.includes('.journey.mjs')).join('\n')}` : cause.message;
      failed = true;
      for (const context of house.browser.contexts()) for (const page of context.pages()) error += `\n${await stands(page)}`;
    }
    for (const left of house.browser.contexts()) await left.close();
    console.log(JSON.stringify({ name, ok: !error, seconds: (performance.now() - start) / 1000, error }));
  }
}

const one = await walker();
try {
  await walk(one, all.filter((j) => j.alone));
  const other = await walker();
  try {
    const rest = all.filter((j) => !j.alone);
    await Promise.all([walk(one, rest.filter((j) => !j.needs)), walk(other, rest.filter((j) => j.needs))]);
  } finally {
    await other.close();
  }
} finally {
  await one.close();
}
process.exitCode = failed ? 1 : 0;
