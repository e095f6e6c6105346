import type { RefObject } from 'react';

import type { Finding } from '../api/types';
import { fromService } from '../service/said';
import classes from './agreement.module.css';
import { piecesOf } from './toml';
import { byLine } from './week';
import { words } from './words';

interface Props {
  files: { file: string; text: string }[];
  findings: Finding[];
  line?: { file: string; line: number } | undefined;
  box?: RefObject<HTMLElement | null>;
}

/** The text as both sides sign it, with its line numbers; a line that a finding names is marked. */
export function Text({ files, findings, line, box }: Props) {
  return (
    <section aria-label={words.text} ref={box}>
      {files.map(({ file, text }) => {
        const marked = byLine(findings, file);
        return (
          <div key={file}>
            <h2>{file}</h2>
            <div className={classes.text} tabIndex={0} role="region" aria-label={file}>
              <ol>
                {text
                  .replace(/\n$/, '')
                  .split('\n')
                  .map((one, i) => {
                    const found = marked.get(i + 1)?.[0];
                    return (
                      <li
                        key={i}
                        data-place={`${file}:${i + 1}`}
                        data-chosen={(line?.file === file && line.line === i + 1) || undefined}
                        data-severity={found?.severity}
                        title={found && fromService(found.message)}
                      >
                        <code>
                          {one === '' && ' '}
                          {piecesOf(one).map((piece, at) => (
                            <span key={at} data-kind={piece.kind}>
                              {piece.text}
                            </span>
                          ))}
                        </code>
                      </li>
                    );
                  })}
              </ol>
            </div>
          </div>
        );
      })}
    </section>
  );
}
