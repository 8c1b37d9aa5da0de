// pad lets a thumb write a number: twelve large keys below the field, and while one types a word and a
// colour that say whether the number is low, high or seldom. The limits stand at the field, in
// thousandths. The keyboard works as before, and without this the field does too.
export function pad(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>('input[data-pad]')) start(field);
}

function start(field: HTMLInputElement): void {
  if (field.dataset.ready) return;
  field.dataset.ready = '1';
  const form = field.form;
  const keys = form?.querySelector<HTMLElement>('[data-keys]');
  const word = document.getElementById(field.dataset.says ?? '');
  const judge = () => {
    const [text, tone] = says(field);
    field.dataset.tone = tone;
    if (word && word.textContent !== text) {
      word.textContent = text;
      word.className = `pad-word wide ${tone}`;
    }
  };
  field.addEventListener('input', judge);
  judge();
  if (!keys) return;
  keys.hidden = false;
  // On a phone the pad stands in the place of the keyboard; a desk keeps both.
  if (matchMedia('(pointer: coarse)').matches) field.inputMode = 'none';
  keys.addEventListener('click', (event) => {
    const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
    if (!key) return;
    if (key === '⌫') field.value = field.value.slice(0, -1);
    else if (key === 'C') field.value = '';
    else if (field.value.length < (field.maxLength > 0 ? field.maxLength : 12)) field.value += key;
    judge();
  });
}

// says gives the word and the tone of what stands in the field now.
function says(field: HTMLInputElement): [string, string] {
  const d = field.dataset;
  const two = d.two === '1';
  const numbers = field.value.trim().split(two ? /[/\- ]+/ : /\s+/).filter(Boolean).map(thousandths);
  const [first, second] = numbers;
  if (first === undefined || Number.isNaN(first) || (two && (second === undefined || Number.isNaN(second)))) return ['', ''];
  const limit = (name: string) => (d[name] === undefined ? undefined : Number(d[name]));
  const over = (n: number | undefined, high: number | undefined) => n !== undefined && high !== undefined && (n > high || (d.open === '1' && n === high));
  const under = (n: number | undefined, low: number | undefined) => n !== undefined && low !== undefined && n < low;
  const alarm = limit('alarm');
  const odd = under(first, limit('few')) || (first > (limit('many') ?? Infinity)) || (two && (under(second, limit('few2')) || (second ?? 0) > (limit('many2') ?? Infinity)));
  if (odd) return [d.isOdd ?? '', 'danger'];
  if (alarm !== undefined && first >= alarm) return [d.isFever ?? '', d.toneFever ?? 'danger'];
  if (over(first, limit('high')) || over(second, limit('high2'))) return [d.isHigh ?? '', d.toneHigh ?? 'due'];
  if (under(first, limit('low')) || under(second, limit('low2'))) return [d.isLow ?? '', d.toneLow ?? 'due'];
  return d.low === undefined && d.high === undefined ? ['', ''] : [d.isUsual ?? '', 'done'];
}

// thousandths reads a number with a comma or a point as whole thousandths; NaN when it is none.
function thousandths(text: string): number {
  const match = /^(\d+)(?:[.,](\d{0,3}))?$/.exec(text);
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : NaN;
}
