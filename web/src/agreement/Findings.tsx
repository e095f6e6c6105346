import { useEffect, useRef } from 'react';

import type { CheckedAgreement, Finding } from '../api/types';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import { exactWords } from '../parts/time';
import { fromService } from '../service/said';
import classes from './findings.module.css';
import { exampleWords, severityWords, words } from './words';

type Show = (file: string, line: number) => void;

interface Props {
  checked: CheckedAgreement | undefined;
  error: unknown;
  show: Show;
  /** Where the text can be changed: does what the checker offers. */
  mend?: (finding: Finding) => void;
  /** Where somebody stands in the text. */
  here?: { file: string; line: number };
}

/** What the checker says, each with its place, an example in words and, where there is one, a mend. */
export function Findings({ checked, error, show, mend, here }: Props) {
  return (
    <>
      <ProblemNote error={error} />
      {checked?.findings.length === 0 && (
        <p className={classes.nothing}>
          <Icon name="check" /> {words.noFindings}
        </p>
      )}
      <ul className={classes.findings}>
        {checked?.findings.map((one, i) => (
          <FindingLine key={`${one.rule} ${one.rows[0]?.id} ${i}`} finding={one} show={show} mend={mend} here={here} />
        ))}
      </ul>
    </>
  );
}

interface LineProps {
  finding: Finding;
  show: Show;
  mend: ((finding: Finding) => void) | undefined;
  here: { file: string; line: number } | undefined;
}

function FindingLine({ finding, show, mend, here }: LineProps) {
  const { organisation } = usePlace();
  const item = useRef<HTMLLIElement>(null);
  const row = finding.rows[0];
  const isHere = !!here && finding.rows.some((one) => one.file === here.file && one.line === here.line);
  useEffect(() => {
    if (isHere) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isHere]);
  const { example: work } = finding;
  const when = work?.at ? exactWords(work.at, undefined, organisation.zone || 'UTC') : '';
  const example = work && exampleWords(work, when);
  return (
    <li ref={item} data-severity={finding.severity} data-here={isHere || undefined}>
      <p>
        <b>{severityWords[finding.severity] ?? finding.severity}</b> {fromService(finding.message)}
      </p>
      {(row || example) && (
        <p className={classes.example}>
          {row && (
            <button type="button" className={classes.place} onClick={() => show(row.file, row.line ?? 1)}>
              {words.place(row.file, row.line ?? 1)}
            </button>
          )}
          {example && <span>{example}</span>}
        </p>
      )}
      {finding.fix && mend && (
        <p className={classes.mend}>
          <button type="button" onClick={() => mend(finding)}>
            {words.mendIt}
          </button>
          <span>{fromService(finding.fix.words)}</span>
        </p>
      )}
      {finding.fix && !mend && (
        <details>
          <summary>{words.mend(fromService(finding.fix.words))}</summary>
          <pre tabIndex={0}>{finding.fix.patch}</pre>
        </details>
      )}
    </li>
  );
}
