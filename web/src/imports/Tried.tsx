import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { ImportReport } from '../api/types';
import { locale } from '../parts/language';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { fromService } from '../service/said';
import type { ReadFile } from './ImportFile';
import classes from './imports.module.css';
import { words } from './words';

interface Props {
  organisation: string;
  file: ReadFile;
  report: ImportReport;
  /** The map was changed since. */
  stale: boolean;
  run: (skipBad: boolean) => Promise<ImportReport>;
  /** It is under way, and shown where all imports are. */
  begun: () => void;
}

// The place stands in the row already.
const reasonAlone = (reason: string) => reason.replace(/^column \d+ \([^)]*\): /, '');

/** What would come of a file, each bad row by line and column; and taking it in. */
export function Tried({ organisation: id, file, report, stale, run, begun }: Props) {
  const queries = useQueryClient();
  const [skip, setSkip] = useState(false);
  const taking = useMutation({
    mutationFn: () => run(skip),
    onSuccess: (taken) => {
      void queries.invalidateQueries({ queryKey: ['imports', id] });
      if (taken.id) begun();
    },
  });
  const number = (n: number) => n.toLocaleString(locale);
  if (taking.data) {
    return (
      <section className={classes.done} role="status">
        <p>{words.nothingNew}</p>
        <p className="line">
          <Link to="/$organisation/queue" params={{ organisation: id }} search={{ tab: 'all' }}>
            {words.toQueue}
          </Link>
          <Link to="/$organisation/record" params={{ organisation: id }}>
            {words.toRecord}
          </Link>
        </p>
      </section>
    );
  }
  const figures: [string, number][] = [
    [words.tickets, report.tickets],
    [words.rows, report.updates],
    [words.fresh, report.fresh],
    [words.already, report.already],
    [words.bad, report.bad_count],
  ];
  return (
    <section className={sheet.section} aria-label={words.tried} aria-live="polite">
      <h2>
        {words.tried} <small>{words.dry}</small>
      </h2>
      <dl className={classes.figures}>
        {figures.map(([label, n]) => (
          <div key={label} data-bad={(label === words.bad && n > 0) || undefined}>
            <dd>{number(n)}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      {report.bad_count > 0 && (
        <>
          <p className={sheet.lead}>{words.badText}</p>
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={words.bad}>
            <table className={classes.bad}>
              <thead>
                <tr>
                  <th scope="col">{words.line}</th>
                  <th scope="col">{words.field}</th>
                  <th scope="col">{words.reason}</th>
                </tr>
              </thead>
              <tbody>
                {report.bad.map((one) => (
                  <tr key={`${one.line} ${one.column} ${one.reason}`}>
                    <td>{one.line}</td>
                    <td>{file.header[one.column - 1] ?? one.column}</td>
                    <td>{fromService(reasonAlone(one.reason))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {report.bad_count > report.bad.length && <p className="quiet">{words.more(number(report.bad_count - report.bad.length))}</p>}
          <Checkbox label={words.leaveOut(report.bad_count)} checked={skip} onChange={(event) => setSkip(event.currentTarget.checked)} />
        </>
      )}
      <ProblemNote error={taking.error} />
      {stale && <p className={classes.missing}>{words.changed}</p>}
      <div className={classes.run}>
        <Button
          loading={taking.isPending}
          disabled={stale || report.updates === 0 || (report.bad_count > 0 && !skip)}
          onClick={() => taking.mutate()}
        >
          {words.run}
        </Button>
      </div>
    </section>
  );
}
