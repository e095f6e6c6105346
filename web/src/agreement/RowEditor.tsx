import { Popover, Select } from '@mantine/core';
import { useState } from 'react';

import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { partyFace, teamName, usePlace } from '../parts/place';
import classes from './row.module.css';
import { type Doer, type Doers, plainDoer } from './rowText';
import { words } from './words';

interface Props {
  activity: string;
  doers: Doers;
  /** Whoever the texts name. */
  known: string[];
  put: (list: Doer[]) => void;
}

/** Who does an activity, in order of preference, changed from the grid: what it does stands in the text at once. */
export function RowEditor({ activity, doers: { list }, known, put }: Props) {
  const { organisation } = usePlace();
  const [open, setOpen] = useState(false);
  const face = (key: string) => {
    const party = organisation.teams.find((one) => one.key === key)?.parties[0];
    return party === undefined ? undefined : partyFace(organisation, party);
  };
  const swap = (at: number, by: number) => {
    const next = [...list];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    put(next);
  };
  const others = known.filter((key) => !list.some((one) => one.key === key));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={290} shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={classes.open}
          aria-label={words.changeRow(activity)}
          title={words.changeRow(activity)}
          onClick={() => setOpen(!open)}
        >
          <Icon name="edit" size={13} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.changeRow(activity)}>
        <p className={classes.title}>{words.inOrder}</p>
        <ol className={classes.list}>
          {list.map((one, i) => (
            <li key={one.key}>
              {face(one.key) ? <Swatch face={face(one.key) ?? ''} /> : <Icon name="people" size={13} />}
              <span className={classes.name}>
                {teamName(organisation, one.key)}
                {one.after && <span className="quiet"> {words.afterWhile(one.after)}</span>}
              </span>
              <button type="button" aria-disabled={i === 0} aria-label={words.earlier(one.key)} onClick={() => i > 0 && swap(i, -1)}>
                <Icon name="down" size={14} className={classes.up} />
              </button>
              <button
                type="button"
                aria-disabled={i === list.length - 1}
                aria-label={words.later(one.key)}
                onClick={() => i < list.length - 1 && swap(i, 1)}
              >
                <Icon name="down" size={14} />
              </button>
              <button type="button" aria-label={words.takeOut(one.key)} onClick={() => put(list.filter((_, at) => at !== i))}>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ol>
        <Select
          size="xs"
          aria-label={words.addDoer}
          placeholder={words.addDoer}
          searchable
          value={null}
          data={others.map((key) => ({ value: key, label: teamName(organisation, key) }))}
          comboboxProps={{ withinPortal: false }}
          onChange={(key) => key && put([...list, plainDoer(key)])}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
