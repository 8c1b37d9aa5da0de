// Makes dist/ from what npm fetched and from our own css/ and ts/: one style
// sheet, one script, one sprite with only the icons of icons.txt, a small
// subset of the typeface, the licences of all of it, and manifest.json, which
// tells the program the hashed name of each. Run by `npm run build`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fontverter from 'fontverter';
import subsetFont from 'subset-font';

const here = dirname(fileURLToPath(import.meta.url));
const house = join(here, '..', '..');
const dist = join(here, 'dist');
const modules = join(here, 'node_modules');
const made = {}; // plain name → hashed name

for (const old of existsSync(dist) ? readdirSync(dist) : []) {
  if (old !== '.keep') rmSync(join(dist, old), { recursive: true });
}
mkdirSync(dist, { recursive: true });

const zips = /\.(css|js|svg|txt|json)$/;

function keep(name, body) {
  body = Buffer.from(body);
  const dot = name.lastIndexOf('.');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  writeFileSync(join(dist, hashed), body);
  if (zips.test(name)) {
    writeFileSync(join(dist, hashed + '.gz'), gzipSync(body, { level: 9 }));
    writeFileSync(join(dist, hashed + '.br'), brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }));
  }
  made[name] = hashed;
  return hashed;
}

function esbuild(args, input) {
  return execFileSync('go', ['tool', '-modfile=.ci/tools.mod', 'esbuild', ...args], { cwd: house, input, maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'inherit'] });
}

// The typeface: Latin and Vietnamese letters in three weights, without the
// alternates nobody sees. The typeface has no tabular figures, so a face of the
// ten digits alone is made with one width: columns of numbers then stand in line.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');
const scripts = {
  latin: range(0x20, 0x7e) + '\u00a0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý«»·×÷°±²³½§–—‘’“”…•−€',
  vietnamese: 'ĂăĐđĨĩŨũƠơƯư' + range(0x1ea0, 0x1ef9) + '₫\u0300\u0301\u0303\u0309\u0323',
};
const codes = (text) => [...new Set([...text].map((c) => c.codePointAt(0)))].sort((a, b) => a - b)
  .reduce((runs, c) => {
    const last = runs.at(-1);
    if (last && last[1] === c - 1) last[1] = c; else runs.push([c, c]);
    return runs;
  }, [])
  .map(([a, b]) => `U+${a.toString(16)}${a === b ? '' : '-' + b.toString(16)}`).join(',');

// evenWidths gives every glyph of a small TrueType font the same width, a little
// less than that of its zero, and moves it to the middle of that width.
function evenWidths(font) {
  const table = {};
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    table[font.toString('latin1', 12 + i * 16, 16 + i * 16)] = font.readUInt32BE(12 + i * 16 + 8);
  }
  const count = font.readUInt16BE(table.hhea + 34);
  const width = Math.round(font.readUInt16BE(table.hmtx + 4) * 0.95); // glyph 0 is .notdef, glyph 1 is the zero
  for (let i = 1; i < count; i++) {
    const at = table.hmtx + i * 4;
    const shift = Math.round((width - font.readUInt16BE(at)) / 2);
    font.writeUInt16BE(width, at);
    font.writeInt16BE(font.readInt16BE(at + 2) + shift, at + 2);
  }
  return font;
}

let faces = '';
let fontBytes = 0;
const fontDir = join(modules, '@fontsource/be-vietnam-pro/files');
const slim = { noHinting: true, keepFeatures: ['kern', 'mark', 'ccmp', 'locl'] };
for (const weight of [400, 500, 600]) {
  for (const [script, text] of Object.entries(scripts)) {
    const full = readFileSync(join(fontDir, `be-vietnam-pro-${script}-${weight}-normal.woff2`));
    const body = await subsetFont(full, text, { ...slim, targetFormat: 'woff2' });
    fontBytes += body.length;
    const name = keep(`be-vietnam-${script}-${weight}.woff2`, body);
    faces += `@font-face{font-family:"Be Vietnam Pro";font-style:normal;font-weight:${weight};font-display:swap;src:url(${name}) format("woff2");unicode-range:${codes(text)}}\n`;
    if (script !== 'latin') continue;
    const digits = evenWidths(Buffer.from(await subsetFont(full, '0123456789', { noHinting: true, keepFeatures: [], targetFormat: 'truetype' })));
    const even = await fontverter.convert(digits, 'woff2');
    fontBytes += even.length;
    faces += `@font-face{font-family:"Be Vietnam figures";font-style:normal;font-weight:${weight};font-display:swap;src:url(${keep(`be-vietnam-figures-${weight}.woff2`, even)}) format("woff2");unicode-range:U+30-39}\n`;
  }
}
if (fontBytes > 60 * 1024) throw new Error(`the typeface weighs ${fontBytes} bytes, more than 60 KB`);
// Until it is here the device's own letters stand in, scaled so that lines do not jump.
faces += '@font-face{font-family:"Be Vietnam stand-in";src:local("Roboto"),local("Arial"),local("Liberation Sans");size-adjust:104%}\n';

const sheets = readdirSync(join(here, 'css')).filter((f) => f.endsWith('.css')).sort();
const css = faces + sheets.map((f) => readFileSync(join(here, 'css', f), 'utf8')).join('\n');
keep('app.css', esbuild(['--loader=css', '--minify', '--target=chrome100,firefox100,safari15'], css));

// One script: htmx first, then ours.
const ours = esbuild(['app/assets/ts/app.ts', '--bundle', '--minify', '--target=es2020', '--format=iife', '--legal-comments=none']);
keep('sw.js', esbuild(['app/assets/ts/sw.ts', '--bundle', '--minify', '--target=es2020', '--format=iife', '--legal-comments=none']));
keep('app.js', Buffer.concat([readFileSync(join(modules, 'htmx.org/dist/htmx.min.js')), Buffer.from('\n;'), ours]));

const icons = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter(Boolean);
let sprite = '<svg xmlns="http://www.w3.org/2000/svg">';
for (const icon of icons) {
  const svg = readFileSync(join(modules, '@tabler/icons/icons/outline', icon + '.svg'), 'utf8');
  const shapes = svg.slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>')).replace(/<path stroke="none"[^>]*\/>/, '').replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>');
  sprite += `<symbol id="${icon}" viewBox="0 0 24 24">${shapes}</symbol>`;
}
keep('icons.svg', sprite + '</svg>\n');

let licences = 'Third-party works in the pages of Mái Ấm\n';
for (const name of ['@fontsource/be-vietnam-pro', '@tabler/icons', 'htmx.org', 'idb']) {
  const pack = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
  const file = readdirSync(join(modules, name)).find((f) => /^licen[cs]e/i.test(f));
  if (!file) throw new Error(`${name} has no licence text`);
  licences += `\n${'='.repeat(72)}\n${name} ${pack.version} (${pack.license})\n${'='.repeat(72)}\n\n${readFileSync(join(modules, name, file), 'utf8').trim()}\n`;
}
writeFileSync(join(dist, 'licences.txt'), licences);

writeFileSync(join(dist, 'manifest.json'), JSON.stringify(made, Object.keys(made).sort(), 1) + '\n');
for (const name of ['app.css', 'app.js', 'sw.js', 'icons.svg']) {
  console.log(`${made[name]}  ${readFileSync(join(dist, made[name] + '.br')).length} bytes compressed`);
}
console.log(`typeface  ${fontBytes} bytes in ${Object.keys(made).filter((n) => n.endsWith('.woff2')).length} files`);
