import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { queries } from '../api/queries';
import type { ImportReport } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { locale } from '../parts/language';
import classes from './begin.module.css';
import { loadSample } from './data';
import { words } from './words';

const number = new Intl.NumberFormat(locale);

/** The other way to begin: a quarter of a real service desk, to look around in. */
export function Sample({ organisation, loaded }: { organisation: string; loaded: (report: ImportReport) => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <aside className={classes.sample} aria-labelledby="sample-title">
      <div>
        <b id="sample-title">{words.sample}</b>
        <p>{words.sampleText}</p>
      </div>
      <Button variant="default" onClick={() => setAsking(true)}>
        {words.sampleLoad}
      </Button>
      {asking && (
        <Confirm title={words.sampleLoad} deed={words.sampleDeed} run={async () => loaded(await loadSample(organisation))} close={() => setAsking(false)}>
          <p>{words.sampleStays}</p>
          <p className="quiet">{words.sampleSource}</p>
        </Confirm>
      )}
    </aside>
  );
}

export function SampleLoaded({ organisation, report }: { organisation: string; report: ImportReport }) {
  const params = { organisation };
  return (
    <section className={classes.done}>
      <h2 ref={(title) => title?.focus()} tabIndex={-1}>
        {words.sampleDone(number.format(report.tickets), number.format(report.updates))}
      </h2>
      <p className={classes.next}>{words.sampleNext}</p>
      <p className={classes.ways}>
        <Link to="/$organisation/queue" params={params} search={{ tab: 'all' }} className={classes.go}>
          {words.sampleTickets}
        </Link>
        <Link to="/$organisation/agreement" params={params}>
          {words.toAgreement}
        </Link>
        <Link to="/$organisation/record" params={params}>
          {words.sampleRecord}
        </Link>
      </p>
    </section>
  );
}

/** What the pages knew of an organisation that was empty. */
export const forgetEmpty = (organisation: string) =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes(organisation) });
