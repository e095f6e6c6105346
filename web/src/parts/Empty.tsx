import type { ReactNode } from 'react';

import classes from './parts.module.css';
import { words } from './words';

/** A page with nothing on it yet: what would stand here, and the next step. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** The shape of lines that are on their way. */
export function Bones({ lines = 8 }: { lines?: number }) {
  return (
    <div className={classes.bones} role="status" aria-label={words.loading}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} style={{ width: `${92 - ((i * 17) % 45)}%` }} />
      ))}
    </div>
  );
}
