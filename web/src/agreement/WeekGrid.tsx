import { Tooltip } from '@mantine/core';

import type { Week, WeekRow } from '../api/types';
import { locale } from '../parts/language';
import { Swatch } from '../parts/Holder';
import { partyFace, partyName, partyOrder, teamName, usePlace } from '../parts/place';
import { lengthWords, momentWords } from '../parts/time';
import classes from './agreement.module.css';
import { placed } from './week';
import { words } from './words';

type Show = (file: string, line: number) => void;
const days = [0, 1, 2, 3, 4, 5, 6];
const noon_ms = 43_200_000;

/** Functions and activities down, the week across: whose it is by colour and pattern, and where nobody is there. */
export function WeekGrid({ week, zone, show }: { week: Week; zone: string; show: Show }) {
  const { organisation } = usePlace();
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: zone });
  const functions = [...new Set(week.rows.map((one) => one.function))];
  return (
    <>
      <ul className={classes.legend}>
        {partyOrder(organisation).map((one) => (
          <li key={one}>
            <Swatch face={partyFace(organisation, one)} /> {partyName(organisation, one)}
          </li>
        ))}
        <li>
          <span className={classes.uncoveredSwatch} /> {words.uncovered}
        </li>
      </ul>
      <div className={classes.gridScroll} tabIndex={0} role="region" aria-label={words.week}>
        <table className={classes.grid}>
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
              {week.rows
                .filter((one) => one.function === key)
                .map((row) => (
                  <GridRow key={row.row.id} row={row} week={week} show={show} />
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

function GridRow({ row, week, show }: { row: WeekRow; week: Week; show: Show }) {
  const { organisation } = usePlace();
  const who = (one: { team: string; party: string }) =>
    one.team ? `${partyName(organisation, one.party)} · ${teamName(organisation, one.team)}` : words.uncovered;
  const said = [...new Set(row.stretches.map(who))].join(', ');
  return (
    <tr>
      <th scope="row" className={classes.activity}>
        <button
          type="button"
          onClick={() => show(row.row.file, row.row.line)}
          title={words.place(row.row.file, row.row.line)}
        >
          {row.activity}
        </button>
        {row.exceptions.length > 0 && <span className="quiet"> {words.exceptions(row.exceptions.length)}</span>}
      </th>
      <td>
        <div className={classes.strip} role="img" aria-label={said}>
          {row.stretches.map((one) => {
            const { from, to } = placed(one.from, one.until, week.from, week.until);
            const length = lengthWords((Date.parse(one.until) - Date.parse(one.from)) / 1000);
            const face = one.team ? partyFace(organisation, one.party) : (classes.uncovered ?? '');
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
