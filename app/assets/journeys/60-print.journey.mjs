// What stands on paper: a page as the browser prints it on A4, read back as a person's PDF program
// sees it. Every list repeats its heads, loses no row, leaves no sheet blank, and says whose it is.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// printed gives the words of each sheet, and how large the sheets are.
async function printed(person, path, keep) {
  await person.go(path);
  const pdf = await person.page.pdf({ preferCSSPageSize: true });
  if (keep) writeFileSync(join(person.house.out, `print-${keep}.pdf`), pdf);
  const dir = mkdtempSync(join(tmpdir(), 'maiam-print-'));
  try {
    const file = join(dir, 'page.pdf');
    writeFileSync(file, pdf);
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    const about = execFileSync('pdfinfo', ['-l', '-1', file], { encoding: 'utf8' });
    return { sheets: text.replace(/\f$/, '').split('\f'), sizes: [...about.matchAll(/size:\s+([\d.]+) x ([\d.]+)/g)].map((m) => [Math.round(m[1]), Math.round(m[2])]) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const squeezed = (text) => text.replace(/\s+/g, ' ').trim();

// paper is what holds of every printed page.
function paper(path, { sheets, sizes }, faults) {
  for (const [w, h] of sizes) if (Math.abs(w - 595) > 1 || Math.abs(h - 842) > 1) faults.push(`${path}: a sheet of ${w} × ${h} points is not A4`);
  sheets.forEach((sheet, i) => {
    const words = squeezed(sheet.replace(/\d+\/\d+\s*$/, ''));
    if (words.length < 12) faults.push(`${path}: sheet ${i + 1} of ${sheets.length} is blank: “${words}”`);
    if (!new RegExp(`${i + 1}/${sheets.length}\\s*$`).test(sheet)) faults.push(`${path}: sheet ${i + 1} does not say which it is`);
  });
  const all = squeezed(sheets.join(' '));
  if (!/In lúc \d\d\/\d\d\/\d{4} \d\d:\d\d, người in: \S+/.test(all)) faults.push(`${path}: does not say who printed it and when`);
  if (!all.includes('Trung tâm Bảo trợ xã hội mẫu')) faults.push(`${path}: does not name the centre`);
  for (const word of ['Lưu, in', 'Lưu bảng tính', 'Đăng xuất', 'Tới nội dung chính', 'Lọc']) if (all.includes(word)) faults.push(`${path}: “${word}” is printed`);
}

// table demands the heads on every sheet on which a row stands, and each row once.
async function table(person, path, { sheets }, faults, row) {
  const heads = (await person.page.locator('main .list thead').first().locator('th').allInnerTexts()).map((t) => squeezed(t)).filter(Boolean);
  const rows = await person.page.locator('main .list tbody tr').count();
  let seen = 0;
  sheets.forEach((sheet, i) => {
    const here = (sheet.match(row) || []).length;
    seen += here;
    if (here && !heads.every((head) => squeezed(sheet).includes(head))) faults.push(`${path}: sheet ${i + 1} does not repeat the heads ${heads.join(', ')}`);
  });
  if (seen !== rows) faults.push(`${path}: ${rows} rows on the page, ${seen} on paper`);
}

const number = /NA-\d{6}/g;

export const journeys = [
  {
    name: 'the list of people and the names behind a number on paper',
    async run(house) {
      const person = await house.as('manager', { size: 'desk' }), faults = [];
      for (const [path, keep] of [['/residents?limit=200', 'residents'], ['/presence/people?limit=200', 'people']]) {
        const out = await printed(person, path, keep);
        if (out.sheets.length < 2) faults.push(`${path}: ${out.sheets.length} sheet for so many people`);
        paper(path, out, faults);
        await table(person, path, out, faults, number);
      }
      await person.close();
      if (faults.length) throw new Error(faults.join('\n'));
    },
  },
  {
    name: 'the page of a resident on paper',
    async run(house) {
      const person = await house.as('manager', { size: 'desk' }), faults = [];
      await person.go('/residents');
      const path = new URL(await person.page.locator('main .list .row-link').first().getAttribute('href'), house.base).pathname;
      const out = await printed(person, path, 'resident');
      paper(path, out, faults);
      if (out.sheets.length > 2) faults.push(`${path}: ${out.sheets.length} sheets`);
      for (const word of ['Thêm nguy cơ', 'Chụp hoặc đổi ảnh', 'Chuyển giường']) if (out.sheets.join(' ').includes(word)) faults.push(`${path}: “${word}” is printed`);
      await person.close();
      if (faults.length) throw new Error(faults.join('\n'));
    },
  },
  {
    name: 'every list on paper',
    async run(house) {
      const person = await house.as('manager', { size: 'desk' }), faults = [];
      for (const path of ['/presence/headcount', '/presence/snapshots', '/presence/reservations', '/presence/overflows', '/presence/review', '/intake/deadlines', '/intake/files', '/intake/leaves',
        '/intake/departures', '/intake/transfers', '/register', '/staff', '/staff/norms', '/staff/positions', '/wards', '/wards/1', '/wards/1/rounds', '/settings/groups/rooms', '/settings/holidays', '/settings/categories']) {
        const out = await printed(person, path);
        paper(path, out, faults);
        // On a sheet that begins in the midst of a table the heads come first.
        const heads = await person.page.evaluate(() => [...document.querySelectorAll('main .list thead th')].map((th) => th.innerText.trim().split(/\s+/).slice(0, 2).join(' ')).filter(Boolean));
        const titles = await person.page.evaluate(() => [...document.querySelectorAll('main h2, main caption:not(.unseen), main h3')].map((h) => h.innerText.trim()).filter(Boolean));
        if (heads.length) out.sheets.slice(1).forEach((sheet, i) => {
          const first = squeezed(sheet.split('\n').find((line) => line.trim()) || '');
          if (![...heads, ...titles].some((head) => first.includes(squeezed(head)))) faults.push(`${path}: sheet ${i + 2} begins with “${first.slice(0, 60)}”, not with heads`);
        });
      }
      await person.close();
      if (faults.length) throw new Error(faults.join('\n'));
    },
  },
];
