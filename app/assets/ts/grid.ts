// The grid of a round at the desk: the selects of each line become cells of a table that is walked with
// the arrows and filled with letters, or pasted from a spreadsheet. What is sent are the same selects;
// without a script, or under a finger, they stand there as they are.
import { timed } from './walk';

const plain = (text: string) => text.trim().toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/\s+/g, ' ');
const usualWords = new Set(['.', '✓', 'x', 'ok', 'bt', '=', 'usual', 'as usual', 'binh thuong', 'nhu thuong', 'da thay']);

interface Was { cell: Cell; value: string; unknown: string }

// Cell is one cell with its field: a select, or the note.
class Cell {
  readonly select: HTMLSelectElement | null;
  readonly input: HTMLInputElement | null;
  readonly face = document.createElement('span'); // the letter, for the eye
  readonly voice = document.createElement('span'); // the word, for the ear
  unknown = ''; // what was pasted and is not understood

  constructor(readonly td: HTMLTableCellElement, readonly line: Line, readonly column: number) {
    this.select = td.querySelector('select');
    this.input = td.querySelector('input');
    td.setAttribute('role', 'gridcell');
    td.tabIndex = -1;
    if (this.select) {
      this.select.hidden = true;
      this.face.setAttribute('aria-hidden', 'true');
      this.voice.className = 'unseen';
      td.prepend(this.face, this.voice);
    }
    if (this.input) this.input.tabIndex = -1;
  }

  get field() { return (this.select ?? this.input)!; }
  get isSeen() { return this.field.name.endsWith('.seen'); }
  get isAct() { return this.field.classList.contains('did'); }

  // means finds what a letter or a word says in this column; undefined when it says nothing.
  means(text: string): string | undefined {
    const said = plain(text);
    if (!this.select) return text.trim().slice(0, 300);
    if (!said) return '';
    if (!this.isAct && usualWords.has(said)) return this.isSeen ? 'usual' : '';
    const found = [...this.select.options].find((o) => o.value && (plain(o.dataset.code ?? '') === said || o.value === said || plain(o.text) === said));
    if (found) return found.value;
    if (this.isAct && /^1[0-2]$/.test(said)) return [...this.select.options].find((o) => o.dataset.code === 'ABC'[Number(said) - 10])?.value;
    return undefined;
  }

  draw(said: boolean) {
    const { td, face, select } = this;
    td.classList.toggle('unknown', this.unknown !== '');
    if (!select) return;
    const option = select.selectedOptions[0];
    const usual = !this.isAct && (select.value === '' || select.value === 'usual');
    face.textContent = this.unknown || (usual ? (said ? '✓' : '') : option?.dataset.code ?? '');
    td.classList.toggle('usual', !this.unknown && usual && said);
    td.classList.toggle('found', !this.unknown && !usual && select.value !== '');
    td.title = this.unknown ? '' : select.value ? option.text : '';
    this.voice.textContent = this.unknown || option?.text || '';
  }
}

// Line is one person; who cannot be written of has no cells and still holds the place in what is pasted.
class Line {
  readonly cells: Cell[];
  constructor(readonly row: HTMLTableRowElement) {
    this.cells = [...row.querySelectorAll<HTMLTableCellElement>('td:has(select, input)')].map((td, n) => new Cell(td, this, n));
  }
  get open() { return this.cells.length > 0; }
  get items() { return this.cells.filter((c) => c.select && !c.isAct); }
  get said() { return this.cells.some((c) => c.unknown || (c.isAct ? false : c.field.value !== '')); }
  get act() { return this.cells.find((c) => c.isAct)!; }
  get note() { return this.cells.find((c) => c.input)!; }

  // missing is the cell that must still be filled before the house would take the line.
  missing(): Cell | null {
    const own = (this.row.dataset.usual ?? '').split(' ');
    const changed = this.items.filter((c) => c.field.value && c.field.value !== 'usual' && !own.includes(`${c.field.name.split('.').pop()}:${c.field.value}`));
    if (changed.some((c) => c.field.value === 'other') && !this.note.field.value.trim()) return this.note;
    return changed.length && !this.act.field.value ? this.act : null;
  }
  draw() {
    const said = this.said;
    this.row.classList.toggle('said', said);
    for (const cell of this.cells) cell.draw(said);
  }
}

export function grid(): void {
  const form = document.querySelector<HTMLFormElement>('form.cells-form');
  if (!form) return;
  timed('form.cells-form');
  if (!matchMedia('(pointer: fine)').matches) return;
  const table = form.querySelector<HTMLTableElement>('table.cells')!;
  const lines = [...table.querySelectorAll<HTMLTableRowElement>('tr[data-line]')].map((row) => new Line(row));
  const open = lines.filter((line) => line.open);
  if (open.length === 0) return;
  const words = form.dataset;
  const says = form.querySelector<HTMLElement>('.cells-says')!;
  const save = form.querySelector<HTMLElement>('button[type="submit"] span')!;
  const cellOf = new Map<Element, Cell>(open.flatMap((line) => line.cells.map((cell) => [cell.td, cell] as const)));
  const undo: Was[][] = [];
  let at = open[0].cells[0];

  table.setAttribute('role', 'grid');
  table.classList.add('walked');
  form.querySelector('.cells-frame')!.removeAttribute('tabindex');
  for (const row of table.querySelectorAll('tr')) row.setAttribute('role', 'row');
  for (const head of table.querySelectorAll('thead th')) head.setAttribute('role', 'columnheader');
  for (const head of table.querySelectorAll('tbody th')) head.setAttribute('role', 'rowheader');
  for (const cell of table.querySelectorAll('td:not([role])')) cell.setAttribute('role', 'gridcell');

  const tell = (text: string) => { says.textContent = text; };
  const count = () => {
    const n = open.filter((line) => line.said).length;
    save.textContent = words.count!.replace('#', String(n));
    (save.closest('button') as HTMLButtonElement).disabled = n === 0;
  };
  const draw = () => {
    for (const line of lines) line.draw();
    count();
  };
  const go = (cell: Cell | undefined) => {
    if (!cell) return;
    at.td.tabIndex = -1;
    at = cell;
    at.td.tabIndex = 0;
    at.td.focus();
    at.td.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const was = (cell: Cell): Was => ({ cell, value: cell.field.value, unknown: cell.unknown });
  // change writes some cells at once; it is taken back at once.
  const change = (cells: [Cell, string, string?][]) => {
    undo.push(cells.map(([cell]) => was(cell)));
    for (const [cell, value, unknown] of cells) {
      cell.field.value = value;
      cell.unknown = unknown ?? '';
      cell.td.querySelector('.wrong')?.remove();
      cell.field.removeAttribute('aria-invalid');
    }
    draw();
  };
  const back = () => {
    const last = undo.pop();
    if (!last) return;
    for (const { cell, value, unknown } of last) {
      cell.field.value = value;
      cell.unknown = unknown;
    }
    draw();
    go(last[0].cell);
    tell(words.undone!);
  };
  const edit = (cell: Cell) => {
    if (cell.input) return cell.input.focus();
    const select = cell.select!;
    const before = was(cell);
    select.hidden = false;
    cell.face.hidden = true;
    select.focus();
    try {
      select.showPicker?.();
    } catch {
      // the browser opens it only for a touch of its own; the keys walk through it anyway
    }
    const done = () => {
      select.removeEventListener('blur', done);
      select.hidden = true;
      cell.face.hidden = false;
      if (select.value !== before.value) {
        cell.unknown = '';
        undo.push([before]);
      }
      draw();
    };
    select.addEventListener('blur', done);
  };
  const usual = (cell: Cell) => {
    const seen = cell.line.cells[0];
    const cells: [Cell, string][] = [[cell, cell.isSeen ? 'usual' : '']];
    if (!cell.isSeen && seen.field.value === '') cells.push([seen, 'usual']);
    change(cells);
  };
  const below = (cell: Cell, step: number) => open[open.indexOf(cell.line) + step]?.cells[cell.column];

  table.addEventListener('keydown', (event) => {
    const inside = event.target as HTMLElement;
    const cell = cellOf.get(inside.closest('td')!);
    if (!cell) return;
    if (inside !== cell.td) {
      // Inside a field the keys are its own, but for the ways out.
      if (event.key === 'Escape' || event.key === 'Enter') {
        event.preventDefault();
        cell.td.focus();
        if (event.key === 'Enter') go(cell.input ? open[open.indexOf(cell.line) + 1]?.cells[0] : cell);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === 'z') {
        event.preventDefault();
        back();
      }
      return;
    }
    const act: Record<string, () => void> = {
      ArrowRight: () => go(cell.line.cells[cell.column + 1]),
      ArrowLeft: () => go(cell.line.cells[cell.column - 1]),
      ArrowDown: () => go(below(cell, 1)),
      ArrowUp: () => go(below(cell, -1)),
      Home: () => go(cell.line.cells[0]),
      End: () => go(cell.line.cells.at(-1)),
      Enter: () => go(open[open.indexOf(cell.line) + (event.shiftKey ? -1 : 1)]?.cells[0]),
      ' ': () => (cell.isAct ? undefined : cell.input ? edit(cell) : usual(cell)),
      Delete: () => change([[cell, '']]),
      Backspace: () => change([[cell, '']]),
      F2: () => edit(cell),
    };
    if (act[event.key] && !event.altKey) {
      event.preventDefault();
      return act[event.key]();
    }
    if (event.key.length !== 1 || event.altKey) return;
    if (cell.input) {
      undo.push([was(cell)]);
      return cell.input.focus(); // the letter goes into the field
    }
    event.preventDefault();
    const value = cell.means(event.key);
    if (value === undefined) return tell(words.noLetter!.replace('#', event.key.toUpperCase()));
    tell('');
    change([[cell, value]]);
  });
  table.addEventListener('mousedown', (event) => {
    const td = (event.target as Element).closest('td');
    const cell = td && cellOf.get(td);
    if (!cell || (event.target as Element).closest('input, select, a')) return;
    event.preventDefault();
    if (cell === at && document.activeElement === at.td) edit(cell);
    else go(cell);
  });
  table.addEventListener('focusin', (event) => {
    const cell = cellOf.get((event.target as Element).closest('td')!);
    if (!cell) return;
    at.td.tabIndex = -1;
    at = cell;
    at.td.tabIndex = 0;
  });
  table.addEventListener('input', draw);

  table.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const cell = cellOf.get((event.target as Element).closest('td')!);
    if (!cell || (event.target !== cell.td && !/[\t\n]/.test(text))) return;
    event.preventDefault();
    const rows = text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((row) => row.split('\t'));
    const first = lines.indexOf(cell.line);
    const cells: [Cell, string, string?][] = [];
    rows.forEach((row, r) => row.forEach((word, c) => {
      const to = lines[first + r]?.cells[cell.column + c];
      if (!to) return;
      const value = to.means(word);
      if (value === undefined) cells.push([to, '', word.trim().slice(0, 40)]);
      else cells.push([to, value]);
    }));
    // Whoever has a mark for being as usual in any column was seen.
    rows.forEach((row, r) => {
      const line = lines[first + r];
      if (!line?.open || !row.some((word) => usualWords.has(plain(word)))) return;
      const seen = line.cells[0];
      if (!cells.some(([to, value, unknown]) => to === seen && (value || unknown)) && seen.field.value === '') cells.push([seen, 'usual']);
    });
    if (cells.length === 0) return;
    change(cells);
    tell(words.pasted!.replace('#', String(cells.length)));
  });

  form.addEventListener('submit', (event) => {
    const unknown = open.flatMap((line) => line.cells).filter((cell) => cell.unknown);
    const lacks = open.map((line) => line.missing()).filter((cell): cell is Cell => cell !== null);
    if (unknown.length + lacks.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const cell of lacks) {
      if (cell.td.querySelector('.wrong')) continue;
      const wrong = document.createElement('span');
      wrong.className = 'wrong';
      wrong.textContent = cell.isAct ? words.act! : words.note!;
      cell.td.append(wrong);
    }
    tell(unknown.length ? words.unknown!.replace('#', String(unknown.length)) : words.act!);
    go(unknown[0] ?? lacks[0]);
  }, true);

  at.td.tabIndex = 0;
  draw();
}
