import { useMemo, useState } from 'react';

import { Icon } from '../parts/icons';
import classes from './agreement.module.css';
import { mondayOf } from './week';
import { words } from './words';

/** Which week is looked at, in the agreement's zone, as the service takes an instant. */
export function useWeekAt(zone: string) {
  const [weeks, setWeeks] = useState(0);
  const [now] = useState(() => Date.now());
  const at = useMemo(
    () => new Date(mondayOf(now, zone, weeks)).toISOString().replace('.000Z', 'Z'),
    [now, zone, weeks],
  );
  return { at, weeks, setWeeks };
}

/** To the week before and after, and back to this one. */
export function WeekSteps({ weeks, setWeeks }: { weeks: number; setWeeks: (weeks: number) => void }) {
  return (
    <span className={classes.steps}>
      <button type="button" aria-label={words.before} title={words.before} onClick={() => setWeeks(weeks - 1)}>
        <Icon name="left" />
      </button>
      <button type="button" onClick={() => setWeeks(0)}>
        {words.thisWeek}
      </button>
      <button type="button" aria-label={words.after} title={words.after} onClick={() => setWeeks(weeks + 1)}>
        <Icon name="right" />
      </button>
    </span>
  );
}
