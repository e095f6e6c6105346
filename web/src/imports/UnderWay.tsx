import { Link } from '@tanstack/react-router';

import type { Import } from '../api/types';
import { locale } from '../parts/language';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { Ago } from '../parts/Time';
import { fromService } from '../service/said';
import { useImports } from './data';
import classes from './imports.module.css';
import { words } from './words';

const shownMost = 5;
const number = (n: number) => n.toLocaleString(locale);

/** Imports that are under way, and what came of the last ones. They go on when the page is left. */
export function UnderWay({ organisation }: { organisation: string }) {
  const imports = useImports(organisation);
  const shown = (imports.data ?? []).slice(0, shownMost);
  if (shown.length === 0) return null;
  return (
    <section className={sheet.section} aria-label={words.imports}>
      <h2>{words.imports}</h2>
      <ul className={classes.jobs}>
        {shown.map((one) => (
          <li key={one.id} data-state={one.state}>
            <Job organisation={organisation} job={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Job({ organisation, job }: { organisation: string; job: Import }) {
  const { people } = usePlace();
  const who = people.get(job.person)?.name ?? '';
  return (
    <>
      <p className={classes.jobHead}>
        <b className="ellipsis">{job.file}</b>
        <span className="quiet nowrap">
          {who} · <Ago at={job.begun} />
        </span>
      </p>
      {job.state === 'running' && (
        <>
          <progress max={Math.max(1, job.rows)} value={job.stored} aria-label={words.progress(job.file)} />
          <p className="quiet">
            {words.sofar(number(job.stored), number(job.rows))} {words.mayLeave}
          </p>
        </>
      )}
      {job.state === 'done' && (
        <p className={classes.jobHead}>
          <span role="status">{words.doneText(number(job.rows), number(job.tickets))}</span>
          <Link to="/$organisation/queue" params={{ organisation }} search={{ tab: 'all' }}>
            {words.toQueue}
          </Link>
          <Link to="/$organisation/record" params={{ organisation }}>
            {words.toRecord}
          </Link>
        </p>
      )}
      {job.state === 'failed' && (
        <>
          <p className={classes.missing} role="alert">
            {words.failed(fromService(job.problem))}
          </p>
          <p className="quiet">
            {words.sofar(number(job.stored), number(job.rows))} {words.sendAgain}
          </p>
        </>
      )}
    </>
  );
}
