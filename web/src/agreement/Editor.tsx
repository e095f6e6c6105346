import { memo, useImperativeHandle, useLayoutEffect, useMemo, useRef, type Ref } from 'react';

import type { Finding } from '../api/types';
import { fromService } from '../service/said';
import classes from './editor.module.css';
import { changeOf } from './patch';
import { piecesOf } from './toml';
import { byLine } from './week';
import { words } from './words';

export interface EditorHandle {
  /** Puts the caret at the beginning of a line and shows it. */
  goTo: (line: number) => void;
  /** Makes the text another, as one step that can be undone; with `stay`, whoever does it goes on where they are. */
  put: (text: string, stay?: boolean) => void;
}

interface Props {
  file: string;
  text: string;
  findings: Finding[];
  line: number;
  onChange: (text: string) => void;
  onLine: (line: number) => void;
  ref?: Ref<EditorHandle>;
}

/**
 * A text with numbered lines, where what a finding names is marked and said at the end of its line. What is typed into is a
 * plain field over the coloured lines, so that the keyboard, the clipboard, undoing and screen readers work as everywhere.
 */
export function Editor({ file, text, findings, line, onChange, onLine, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.split('\n'), [text]);
  const marked = useMemo(() => byLine(findings, file), [findings, file]);

  const reveal = (at: number) => {
    const scroller = box.current;
    const row = scroller?.querySelector<HTMLElement>(`li:nth-child(${at})`);
    if (!scroller || !row) return;
    const top = row.offsetTop - scroller.clientHeight / 3;
    if (row.offsetTop < scroller.scrollTop + 20 || row.offsetTop > scroller.scrollTop + scroller.clientHeight - 60) {
      scroller.scrollTop = Math.max(0, top);
    }
    scroller.scrollLeft = 0;
  };
  useImperativeHandle(ref, () => ({
    goTo: (at) => {
      const from = lines.slice(0, at - 1).reduce((sum, one) => sum + one.length + 1, 0);
      area.current?.focus({ preventScroll: true });
      area.current?.setSelectionRange(from, from);
      onLine(at);
      reveal(at);
    },
    put: (next, stay) => {
      const field = area.current;
      const before = document.activeElement;
      const change = changeOf(text, next);
      if (!field || (change.from === change.to && change.put === '')) return;
      field.focus({ preventScroll: true });
      field.setSelectionRange(change.from, change.to);
      // The only way by which a browser lets a script take part in its undoing.
      const done = change.put ? document.execCommand('insertText', false, change.put) : document.execCommand('delete');
      if (!done) onChange(next);
      if (stay && before instanceof HTMLElement) before.focus({ preventScroll: true });
      reveal(text.slice(0, change.from).split('\n').length);
    },
  }));

  // The field is as large as the lines below it, so that one box scrolls both.
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (area.current) area.current.scrollTop = area.current.scrollLeft = 0;
  });
  const caret = () => {
    const field = area.current;
    if (field) onLine(field.value.slice(0, field.selectionStart).split('\n').length);
  };
  return (
    <div className={classes.editor} ref={box}>
      <div className={classes.sheet} ref={sheet}>
        <ol className={classes.lines} aria-hidden="true">
          {lines.map((one, i) => (
            <EditorLine key={i} text={one} found={marked.get(i + 1)} here={line === i + 1} />
          ))}
        </ol>
        <textarea
          ref={area}
          className={classes.area}
          aria-label={words.editing(file)}
          aria-describedby="agreement-findings"
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onSelect={caret}
        />
      </div>
    </div>
  );
}

interface LineProps {
  text: string;
  found: Finding[] | undefined;
  here: boolean;
}

const EditorLine = memo(function EditorLine({ text, found, here }: LineProps) {
  const worst = found?.[0];
  return (
    <li data-severity={worst?.severity} data-here={here || undefined}>
      <code>
        {piecesOf(text).map((piece, i) => (
          <span key={i} data-kind={piece.kind}>
            {piece.text}
          </span>
        ))}
      </code>
      {worst && (
        <span className={classes.said} data-severity={worst.severity}>
          {fromService(worst.message)}
          {found && found.length > 1 && ` ${words.more(found.length - 1)}`}
        </span>
      )}
    </li>
  );
});
