import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Finding, Week, WeekRow } from '../api/types';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { locale } from '../parts/language';
import { partyFace, partyName, partyOrder, teamName, usePlace } from '../parts/place';
import { lengthWords, momentWords } from '../parts/time';
import { fromService } from '../service/said';
import classes from './agreement.module.css';
import { flawsOf, placed } from './week';
import { flawWords, words } from './words';

type Show = (file: string, line: number) => void;
const days = [0, 1, 2, 3, 4, 5, 6];
const noon_ms = 43_200_000;

interface Props {
  week: Week;
  zone: string;
  show: Show;
  /** What the checker says, where it was asked: gaps and overlaps are drawn where they are. */
  findings?: Finding[];
  /** Beside something else. */
  narrow?: boolean;
  /** What stands after an activity: where it can be changed. */
  after?: (row: WeekRow) => ReactNode;
}

/** Functions and activities down, the week across: whose it is by colour and pattern, and where nobody is there. */
export function WeekGrid({ week, zone, show, findings = [], narrow, after }: Props) {
  const { organisation } = usePlace();
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: zone });
  const functions = [...new Set(week.rows.map((one) => one.function))];
  // A draft may have parties that the organisation does not have yet.
  const drawn = week.rows.flatMap((row) => row.stretches.map((one) => one.party)).filter((one) => one !== '');
  const parties = [...new Set([...partyOrder(organisation), ...drawn])];
  const flaws = week.rows.map((row) => flawsOf(findings, row));
  return (
    <>
      <ul className={classes.legend}>
        {parties.map((one) => (
          <li key={one}>
            <Swatch face={partyFace(organisation, one)} /> {partyName(organisation, one)}
          </li>
        ))}
        <li>
          <span className={classes.uncoveredSwatch} /> {words.uncovered}
        </li>
        {flaws.some((one) => one.gap) && (
          <li>
            <span className={`${classes.uncoveredSwatch} ${classes.gap}`} /> {words.gap}
          </li>
        )}
        {flaws.some((one) => one.overlap) && (
          <li>
            <span className={`${classes.uncoveredSwatch} ${classes.overlap}`} /> {words.overlap}
          </li>
        )}
      </ul>
      <div className={classes.gridScroll} tabIndex={0} role="region" aria-label={words.week}>
        <table className={classes.grid} data-narrow={narrow || undefined}>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden-words">{words.activity}</span>
              </th>
              <th scope="col" className={classes.days}>
                {days.map((one) => (
                  <span key={one}>{dayName.format(new Date(Date.parse(week.from) + one * 2 * noon_ms + noon_ms))}</span>
                ))}
              </th>
            </tr>
          </thead>
          {functions.map((key) => (
            <tbody key={key}>
              <tr>
                <th scope="rowgroup" colSpan={2} className={classes.function}>
                  {organisation.functions.find((one) => one.key === key)?.name ?? key}
                </th>
              </tr>
              {week.rows.map(
                (row, i) =>
                  row.function === key && (
                    <GridRow key={row.row.id} row={row} week={week} show={show} flaws={flaws[i] ?? {}} narrow={narrow} after={after} />
                  ),
              )}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

interface RowProps {
  row: WeekRow;
  week: Week;
  show: Show;
  flaws: { gap?: Finding; overlap?: Finding };
  narrow: boolean | undefined;
  after: ((row: WeekRow) => ReactNode) | undefined;
}

function GridRow({ row, week, show, flaws, narrow, after }: RowProps) {
  const { organisation } = usePlace();
  const nobody = flaws.gap ? words.gap : words.uncovered;
  const who = (one: { team: string; party: string }) =>
    one.team ? `${partyName(organisation, one.party)} · ${teamName(organisation, one.team)}` : nobody;
  const said = [...new Set(row.stretches.map(who))].join(', ');
  return (
    <tr>
      <th scope="row" className={classes.activity}>
        <button
          type="button"
          onClick={() => show(row.row.file, row.row.line ?? 1)}
          title={words.place(row.row.file, row.row.line ?? 1)}
        >
          {row.activity}
        </button>
        {after?.(row)}
        {[flaws.gap, flaws.overlap].map(
          (one) =>
            one && (
              <button
                key={one.rule}
                type="button"
                className={classes.flaw}
                data-severity={one.severity}
                title={fromService(one.message)}
                onClick={() => show(one.rows[0]?.file ?? row.row.file, one.rows[0]?.line ?? 1)}
              >
                <Icon name="warn" size={12} /> {flawWords[one.rule] ?? one.rule}
              </button>
            ),
        )}
        {row.exceptions.length > 0 && (
          <span className="quiet" title={narrow ? words.exceptions(row.exceptions.length) : undefined}>
            {' '}
            {narrow ? (
              <>
                <span aria-hidden="true">{words.exceptionsShort(row.exceptions.length)}</span>
                <span className="hidden-words">{words.exceptions(row.exceptions.length)}</span>
              </>
            ) : (
              words.exceptions(row.exceptions.length)
            )}
          </span>
        )}
      </th>
      <td>
        <div className={classes.strip} role="img" aria-label={said} data-overlap={!!flaws.overlap || undefined}>
          {row.stretches.map((one) => {
            const { from, to } = placed(one.from, one.until, week.from, week.until);
            const length = lengthWords((Date.parse(one.until) - Date.parse(one.from)) / 1000);
            const open = `${classes.uncovered} ${flaws.gap ? classes.gap : ''}`;
            const face = one.team ? partyFace(organisation, one.party) : open;
            return (
              <Tooltip
                key={one.from}
                style={{ whiteSpace: 'pre-line' }}
                label={`${who(one)}, ${length}\n${momentWords(one.from)} – ${momentWords(one.until)}`}
              >
                <span
                  className={`${classes.block} ${face}`}
                  style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
                >
                  {to - from > 0.12 && one.team && <b>{teamName(organisation, one.team)}</b>}
                </span>
              </Tooltip>
            );
          })}
        </div>
      </td>
    </tr>
  );
}
