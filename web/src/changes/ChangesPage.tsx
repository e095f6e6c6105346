import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import { queries } from '../api/queries';
import type { ChangeLine, FreezeView } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { locale } from '../parts/language';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { momentWords } from '../parts/time';
import { useMay } from '../people/data';
import { stateName } from '../queue/words';
import { useHeard } from '../shell/live';
import { daysFrom, daysShown, midnightOf, spanOf } from './calendar';
import classes from './changes.module.css';
import { changesQuery, liftFreeze } from './data';
import { NewFreeze } from './NewFreeze';
import { words } from './words';

const weekday = new Intl.DateTimeFormat(locale, { weekday: 'narrow' });
const range = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });

/** What is to be changed in the coming weeks, who is in whose way, and when nothing is. */
export function ChangesPage() {
  const { organisation } = useParams({ from: '/$organisation' });
  const [turned, setTurned] = useState(0); // by so many pages
  const [freezing, setFreezing] = useState(false);
  const [lifting, setLifting] = useState<FreezeView>();
  const days = useMemo(() => daysFrom(midnightOf(new Date().setDate(new Date().getDate() + turned * daysShown))), [turned]);
  const [first, last] = [days[0] as Date, days.at(-1) as Date];
  const calendar = useQuery(changesQuery(organisation, first.toISOString(), last.toISOString()));
  const mayFreeze = useMay(organisation, 'settings');
  const cache = useQueryClient();
  useHeard((heard) => {
    if (heard.organisation === organisation && /^(ticket\.planned|freeze\.|ticket\.(resolved|closed|cancelled))/.test(heard.kind))
      void cache.invalidateQueries({ queryKey: ['changes', organisation] });
  });
  const anew = () => void queries.invalidateQueries({ queryKey: ['changes', organisation] });
  const changes = [...(calendar.data?.changes ?? [])].sort((a, b) => a.starts.localeCompare(b.starts));
  const freezes = calendar.data?.freezes ?? [];
  return (
    <div className={sheet.page}>
      <header className={sheet.head}>
        <h1>{words.title}</h1>
        {mayFreeze && (
          <button type="button" className={sheet.deed} onClick={() => setFreezing(true)}>
            {words.newFreeze}
          </button>
        )}
      </header>
      <div className={classes.when}>
        <button type="button" aria-label={words.earlier} title={words.earlier} onClick={() => setTurned(turned - 1)}>
          <Icon name="left" />
        </button>
        <b aria-live="polite">{range.formatRange(first, new Date(last.getTime() - 1))}</b>
        <button type="button" aria-label={words.later} title={words.later} onClick={() => setTurned(turned + 1)}>
          <Icon name="right" />
        </button>
        {turned !== 0 && (
          <button type="button" className={sheet.deed} onClick={() => setTurned(0)}>
            {words.today}
          </button>
        )}
      </div>
      <ProblemNote error={calendar.error} again={() => void calendar.refetch()} />
      {calendar.isPending && <Bones lines={6} />}
      {calendar.data && changes.length === 0 && freezes.length === 0 && <Empty title={words.none}>{words.noneText}</Empty>}
      {calendar.data && (changes.length > 0 || freezes.length > 0) && (
        <div className={classes.board}>
          <div className={classes.days} aria-hidden>
            <span />
            <div>
              {days.slice(0, -1).map((one) => (
                <span key={one.getTime()} data-weekend={one.getDay() % 6 === 0 || undefined} data-today={one.getTime() === midnightOf(Date.now()).getTime() || undefined}>
                  <small>{weekday.format(one)}</small>
                  {one.getDate()}
                </span>
              ))}
            </div>
          </div>
          <ul>
            {freezes.map((one) => (
              <li key={one.id} className={classes.row} data-freeze>
                <div className={classes.what}>
                  <b dir="auto">{one.why}</b>
                  <small>{words.freeze(momentWords(one.from), momentWords(one.to))}</small>
                  {mayFreeze && (
                    <button type="button" className={sheet.deed} onClick={() => setLifting(one)}>
                      {words.lift}
                      <span className="hidden-words"> {one.why}</span>
                    </button>
                  )}
                </div>
                <Lane days={days} from={one.from} to={one.to} freezes={[]} freeze />
              </li>
            ))}
            {changes.map((one) => (
              <Row key={one.ticket} organisation={organisation} change={one} others={changes} days={days} freezes={freezes} />
            ))}
          </ul>
        </div>
      )}
      {freezing && <NewFreeze organisation={organisation} close={() => setFreezing(false)} done={anew} />}
      {lifting && (
        <Confirm title={words.liftTitle(lifting.why)} deed={words.lift} close={() => setLifting(undefined)} done={anew} run={() => liftFreeze(organisation, lifting.id)}>
          <p>{words.liftText}</p>
        </Confirm>
      )}
    </div>
  );
}

interface RowProps {
  organisation: string;
  change: ChangeLine;
  others: readonly ChangeLine[];
  days: readonly Date[];
  freezes: readonly FreezeView[];
}

function Row({ organisation, change, others, days, freezes }: RowProps) {
  const inTheWay = others.filter((one) => change.collides_with.includes(one.ticket));
  const both = change.touches.filter((thing) => inTheWay.some((one) => one.touches.includes(thing)));
  const params = { organisation, ticket: change.ticket };
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link to="/$organisation/tickets/$ticket" params={params}>
          <span className="quiet">{change.ticket}</span> <b dir="auto">{change.subject}</b>
        </Link>
        <small>
          {momentWords(change.starts)} – {momentWords(change.ends)}
        </small>
        <span className={classes.marks}>
          {change.kind !== 'normal' && <span className={sheet.mark}>{words.kinds[change.kind as keyof typeof words.kinds] ?? change.kind}</span>}
          <span className={sheet.mark} data-tone={change.risk === 'high' ? 'bad' : change.risk === 'medium' ? 'warn' : undefined}>
            {words.risks[change.risk as keyof typeof words.risks] ?? change.risk}
          </span>
          <span className={sheet.mark}>{stateName(change.state)}</span>
        </span>
        {change.collides_with.length > 0 && (
          <p className={classes.collision}>
            <Icon name="warn" size={13} /> {words.collides(change.collides_with.join(', '), both.join(', '))}
          </p>
        )}
      </div>
      <Lane days={days} from={change.starts} to={change.ends} freezes={freezes} risk={change.risk} clash={change.collides_with.length > 0} />
    </li>
  );
}

interface LaneProps {
  days: readonly Date[];
  from: string;
  to: string;
  freezes: readonly FreezeView[];
  risk?: string;
  clash?: boolean;
  freeze?: boolean;
}

/** Where it stands among the days; what it says stands beside it in words. */
function Lane({ days, from, to, freezes, risk, clash, freeze }: LaneProps) {
  const style = (span: { from: number; to: number }) => ({ left: `${span.from * 100}%`, width: `${(span.to - span.from) * 100}%` });
  const span = spanOf(from, to, days);
  const count = days.length - 1;
  return (
    <div className={classes.lane} aria-hidden style={{ backgroundSize: `${100 / count}% 100%` }}>
      {freezes.map((one) => {
        const frozen = spanOf(one.from, one.to, days);
        return frozen && <span key={one.id} className={classes.frozen} style={style(frozen)} />;
      })}
      {span && <span className={freeze ? classes.freeze : classes.bar} data-risk={risk} data-clash={clash || undefined} style={style(span)} />}
    </div>
  );
}
