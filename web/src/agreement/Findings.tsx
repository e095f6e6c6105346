import type { CheckedAgreement, Finding } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import classes from './agreement.module.css';
import { severityWords, words } from './words';

type Show = (file: string, line: number) => void;

/** What the checker says, each with its place, an example and, where there is one, a mend. */
export function Findings(props: { checked: CheckedAgreement | undefined; error: unknown; show: Show }) {
  const { checked, error, show } = props;
  return (
    <section aria-label={words.findings} className={classes.findings}>
      <h2>{words.findings}</h2>
      <ProblemNote error={error} />
      {checked?.findings.length === 0 && <p className="quiet">{words.noFindings}</p>}
      <ul>
        {checked?.findings.map((one, i) => (
          <FindingLine key={`${one.rule} ${i}`} finding={one} show={show} />
        ))}
      </ul>
    </section>
  );
}

function FindingLine({ finding, show }: { finding: Finding; show: Show }) {
  const row = finding.rows[0];
  return (
    <li data-severity={finding.severity}>
      <span>
        <b>{severityWords[finding.severity] ?? finding.severity}</b> {finding.message}
      </span>
      {finding.example?.at_local && <p className="quiet">{words.example(finding.example.at_local)}</p>}
      {row && (
        <button type="button" onClick={() => show(row.file, row.line)}>
          {words.place(row.file, row.line)}
        </button>
      )}
      {finding.fix && (
        <details>
          <summary>{words.mend(finding.fix.words)}</summary>
          <pre tabIndex={0}>{finding.fix.patch}</pre>
        </details>
      )}
    </li>
  );
}
