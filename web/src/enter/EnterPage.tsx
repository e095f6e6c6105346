import type { ReactNode } from 'react';

import holder from '../parts/holder.module.css';
import { Mark } from '../shell/Mark';
import { words as shell } from '../shell/words';
import classes from './enter.module.css';

/** The pages before the desk: one thing to do on each. */
export function EnterPage({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <div className={classes.ribbon} aria-hidden="true">
        {[holder.p0, holder.p1, holder.requester, holder.p1, holder.p0].map((face, i) => (
          <span key={i} className={face} />
        ))}
      </div>
      <main className={classes.card}>
        <div className={classes.brand}>
          <Mark /> {shell.product}
        </div>
        <h1>{title}</h1>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </main>
    </div>
  );
}
