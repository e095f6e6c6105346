// A CSV as people send them (RFC 4180, with other separators): read here to show and to guess; the service reads it itself. Pure.

/** The one of , ; tab | that the first line has most of, as the service tells it. */
export function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const count = (one: string) => line.split(one).length;
  return [',', ';', '\t', '|'].reduce((best, one) => (count(one) > count(best) ? one : best), ',');
}

/** All fields of up to `most` rows, the first being the names of the columns. */
export function rowsOf(text: string, most = Infinity): string[][] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < source.length && rows.length < most) {
    let field = '';
    if (source[at] === '"') {
      for (at += 1; at < source.length; at += 1) {
        if (source[at] !== '"') field += source[at];
        else if (source[at + 1] === '"') field += source[(at += 1)];
        else break;
      }
      at += 1; // the closing one
    }
    const rest = at;
    while (at < source.length && source[at] !== delimiter && source[at] !== '\n' && source[at] !== '\r') at += 1;
    row.push(field + source.slice(rest, at));
    if (source[at] === delimiter) {
      at += 1;
      if (at < source.length) continue;
      row.push('');
    }
    if (source[at] === '\r' && source[at + 1] === '\n') at += 1;
    at += 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

/** The bytes as text: UTF-8, or else what spreadsheets of Windows write. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
