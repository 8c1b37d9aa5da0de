// What a browser silently mends is found here: the text of a page is read strictly, tag by tag, and
// compared with the tree that the browser made of it. Then the tree itself is asked for what no
// page may have: an id twice, a label without its field, a link inside a button.

// faults runs inside a browser page, with the text as the house sent it; it gives sentences.
export function faults(html) {
  const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
  const raw = new Set(['script', 'style', 'textarea', 'title']);
  const found = [];
  const say = (text) => found.length < 20 && found.push(text);

  // The strict reading: every tag is closed where it was opened, and no attribute stands twice.
  const written = [], open = [];
  const tag = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
  for (let m = tag.exec(html); m; m = tag.exec(html)) {
    const [whole, slash, name, attributes] = m;
    if (!name) continue;
    const what = name.toLowerCase();
    if (slash) {
      const top = open.pop();
      if (top !== what) return [`closes </${what}> where <${top ?? 'nothing'}> is open: …${html.slice(Math.max(0, m.index - 80), m.index + whole.length)}`];
      continue;
    }
    const seen = new Set();
    for (const [, key] of attributes.matchAll(/([^\s"'=<>/]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g)) {
      if (seen.has(key.toLowerCase())) say(`<${what}> has the attribute ${key} twice`);
      seen.add(key.toLowerCase());
    }
    written.push(`${' '.repeat(open.length)}${what}`);
    const drawn = open.includes('svg') || what === 'svg';
    if (empty.has(what) || (drawn && attributes.trimEnd().endsWith('/'))) continue;
    if (raw.has(what)) {
      const end = html.toLowerCase().indexOf(`</${what}`, tag.lastIndex);
      if (end < 0) return [`<${what}> is never closed`];
      tag.lastIndex = html.indexOf('>', end) + 1;
      continue;
    }
    open.push(what);
  }
  if (open.length) return [`leaves open: ${open.join(' ')}`];

  // The browser's tree: where it differs, something stood where it may not stand.
  const page = new DOMParser().parseFromString(html, 'text/html');
  const made = [];
  (function walk(node, depth) {
    made.push(`${' '.repeat(depth)}${node.localName}`);
    for (const child of (node.localName === 'template' ? node.content : node).children) walk(child, depth + 1);
  })(page.documentElement, 0);
  const differs = made.findIndex((line, i) => line !== written[i]);
  if (differs >= 0 || made.length !== written.length) {
    const at = differs < 0 ? made.length : differs;
    say(`the browser mends it: written ${written.slice(at, at + 3).map((w) => w.trim()).join(', ')}, made ${made.slice(at, at + 3).map((w) => w.trim()).join(', ')} (after ${made.slice(Math.max(0, at - 4), at).map((w) => w.trim()).join(' > ')})`);
  }

  const name = (e) => `<${e.localName}${e.id ? ` id="${e.id}"` : ''}${e.getAttribute('name') ? ` name="${e.getAttribute('name')}"` : ''}> “${e.textContent.trim().replace(/\s+/g, ' ').slice(0, 30)}”`;
  const all = [...page.querySelectorAll('*')];
  const ids = new Map();
  for (const e of all) if (e.hasAttribute('id')) ids.set(e.id, (ids.get(e.id) ?? 0) + 1);
  for (const [id, times] of ids) {
    if (times > 1) say(`has the id “${id}” ${times} times`);
    if (!id || /\s/.test(id)) say(`has an id that is empty or holds a space: “${id}”`);
  }
  const fields = 'input:not([type="hidden"]), select, textarea, button, meter, output, progress';
  for (const label of page.querySelectorAll('label')) {
    const of = label.getAttribute('for');
    if (of !== null && !page.getElementById(of)?.matches(fields)) say(`has a label for “${of}”, which is no field: ${name(label)}`);
    if (of === null && !label.querySelector(fields)) say(`has a label without a field: ${name(label)}`);
  }
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'list', 'form']) {
    for (const e of page.querySelectorAll(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(/\s+/)) if (!page.getElementById(id)) say(`${attribute} names “${id}”, which is not there: ${name(e)}`);
    }
  }
  const pressed = 'a[href], button, input:not([type="hidden"]), select, textarea, label, summary, iframe';
  for (const e of page.querySelectorAll('a[href], button, label, summary')) {
    for (const inner of e.querySelectorAll(pressed)) {
      if (e.localName === 'label' && inner.matches(fields)) continue;
      say(`has something to press inside something to press: ${name(inner)} in ${name(e)}`);
    }
  }
  const blocks = 'address, article, aside, blockquote, details, dialog, div, dl, fieldset, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, main, nav, ol, p, pre, section, table, ul';
  for (const e of page.querySelectorAll('p, span, b, strong, em, small, label, button, h1, h2, h3, h4, h5, h6, legend, summary')) {
    const block = [...e.querySelectorAll(blocks)].find((b) => !(/^(legend|summary)$/.test(e.localName) && /^h\d$/.test(b.localName)));
    if (block) say(`has <${block.localName}> inside ${name(e)}`);
  }
  const parents = { li: 'ul, ol, menu', dt: 'dl, dl > div', dd: 'dl, dl > div', tr: 'thead, tbody, tfoot', td: 'tr', th: 'tr', option: 'select, optgroup, datalist', summary: 'details', legend: 'fieldset' };
  for (const [child, parent] of Object.entries(parents)) {
    for (const e of page.querySelectorAll(child)) if (!e.parentElement.matches(parent)) say(`has ${name(e)} in <${e.parentElement.localName}>`);
  }
  for (const list of page.querySelectorAll('ul, ol')) {
    for (const e of list.children) if (!e.matches('li, script, template')) say(`has ${name(e)} in a list`);
  }
  for (const img of page.querySelectorAll('img:not([alt])')) say(`has a picture without alt: ${img.getAttribute('src')}`);
  for (const box of page.querySelectorAll('details')) if (box.firstElementChild?.localName !== 'summary') say(`has a fold without its title: ${name(box)}`);
  if (!page.documentElement.lang) say('does not name its language');
  if (!page.title.trim()) say('has no title');
  return found;
}
