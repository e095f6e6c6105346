// How a line of an agreement is read at a glance: its table, keys, texts and comments. Pure; the checker reads it for good.

export type PieceKind = 'comment' | 'table' | 'key' | 'text' | 'plain';
export interface Piece {
  kind: PieceKind;
  text: string;
}

const parts =
  /(?<comment>#.*)|(?<text>"(?:\\.|[^"\\])*"?|'[^']*'?)|(?<key>[\w.-]+(?=\s*=))|(?<plain>[\w.-]+|[^#"'\w.-]+)/g;

/** The line in pieces that, one after another, are the line. */
export function piecesOf(line: string): Piece[] {
  const table = /^\s*\[{1,2}[^\]"'#]*\]{1,2}/.exec(line)?.[0] ?? '';
  const pieces: Piece[] = table ? [{ kind: 'table', text: table }] : [];
  for (const { groups } of line.slice(table.length).matchAll(parts)) {
    const [kind, text] = Object.entries(groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (!kind || text === undefined) continue;
    const last = pieces.at(-1);
    if (last && last.kind === kind) last.text += text;
    else pieces.push({ kind: kind as PieceKind, text });
  }
  return pieces;
}
