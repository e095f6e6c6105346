import { Tooltip } from '@mantine/core';

import type { Custody, Entry } from '../api/types';
import { Swatch } from '../parts/Holder';
import { locale } from '../parts/language';
import { holderFace, teamName, usePlace } from '../parts/place';
import { dateWords, lengthWords, momentWords } from '../parts/time';
import { entryWords } from './entryWords';
import { marks, stretches, sums, ticks } from './ribbon';
import classes from './ribbon.module.css';
import { words } from './words';

/** One line of the ticket's life by who had the ball; both companies see the same one. */
export function Ribbon({ custody, entries }: { custody: Custody; entries: Entry[] }) {
  const place = usePlace();
  const { organisation } = place;
  const parts = stretches(custody);
  if (parts.length === 0) return null;
  const total = sums(custody);
  const name = (holder: { kind: string; party?: string; team?: string }) => {
    const face = holderFace(organisation, holder.kind, holder.party ?? '');
    return holder.kind === 'team' && holder.team ? `${face.name} · ${teamName(organisation, holder.team)}` : face.name;
  };
  const said = total.map((one) => `${name(one.holder)} ${lengthWords(one.seconds)}`).join(', ');
  const whole = Date.parse(custody.until) - Date.parse(custody.opened);
  return (
    <figure className={classes.figure}>
      <div className={classes.line} role="img" aria-label={words.ribbonSays(said)}>
        {parts.map((one) => (
          <Tooltip
            key={one.start}
            style={{ whiteSpace: 'pre-line' }}
            label={`${name(one.holder)}: ${lengthWords(one.seconds)}\n${momentWords(one.start)} – ${momentWords(one.end)}${one.assumed ? `\n${words.assumed}` : ''}`}
          >
            <span
              className={`${classes.stretch} ${holderFace(organisation, one.holder.kind, one.holder.party ?? '').face}`}
              data-assumed={one.assumed || undefined}
              style={{ left: `${one.from * 100}%`, width: `${(one.to - one.from) * 100}%` }}
            />
          </Tooltip>
        ))}
        {marks(custody, entries).map((one) => (
          <Tooltip key={one.instant + one.words} style={{ whiteSpace: 'pre-line' }} label={`${entryWords(one, place)}\n${momentWords(one.instant)}`}>
            <span className={classes.mark} data-kind={one.kind} style={{ left: `${one.at * 100}%` }} />
          </Tooltip>
        ))}
      </div>
      <div className={classes.axis} aria-hidden="true">
        {ticks(custody.opened, custody.until, 7).map((one) => {
          const at = (Date.parse(one) - Date.parse(custody.opened)) / whole;
          return at > 0.01 && at < 0.95 ? (
            <span key={one} style={{ left: `${at * 100}%` }}>
              {tickWords(one)}
            </span>
          ) : null;
        })}
      </div>
      <figcaption className={classes.sums}>
        {total.map((one) => (
          <span key={one.key}>
            <Swatch face={holderFace(organisation, one.holder.kind, one.holder.party ?? '').face} />
            {name(one.holder)} <b>{lengthWords(one.seconds)}</b>
            <span className="quiet">{one.share > 0 && one.share < 0.005 ? '<1' : Math.round(one.share * 100)} %</span>
          </span>
        ))}
        <span className={classes.total}>
          <b>{lengthWords(custody.total_s)}</b> {words.inAll}
        </span>
      </figcaption>
    </figure>
  );
}

/** A midnight by its date, another instant by its hour. */
function tickWords(instant: string): string {
  const at = new Date(instant);
  if (at.getHours() === 0 && at.getMinutes() === 0) return dateWords(instant, Date.now());
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at);
}
