import { Menu } from '@mantine/core';

import { Icon } from '../parts/icons';
import classes from './queue.module.css';
import { columnWords, words, type Column } from './words';

// Which columns, and how wide each is. Chosen in this browser.

export const widths: Record<Column, string> = {
  organisation: 'minmax(90px, 150px)',
  with: 'minmax(130px, 200px)',
  ticket: 'minmax(62px, 92px)',
  subject: 'minmax(180px, 1fr)',
  state: '92px',
  priority: '40px',
  category: 'minmax(80px, 120px)',
  person: 'minmax(80px, 130px)',
  requester: 'minmax(80px, 130px)',
  owner: 'minmax(90px, 130px)',
  due: '112px',
  opened: '72px',
  updated: '64px',
  resolved: '72px',
  closed: '72px',
};
// What goes first where there is no room for all.
const dispensable: [Column, number][] = [
  ['closed', 1380],
  ['resolved', 1310],
  ['opened', 1250],
  ['category', 1180],
  ['owner', 1120],
  ['requester', 1060],
  ['updated', 800],
  ['person', 860],
  ['state', 700],
];

/** Those of the chosen columns that this width has room for. */
export const fitting = (columns: Column[], width: number): Column[] =>
  columns.filter((one) => width >= (dispensable.find(([column]) => column === one)?.[1] ?? 0));

const order = Object.keys(columnWords) as Column[];
const first: Column[] = ['with', 'ticket', 'subject', 'state', 'priority', 'person', 'due', 'updated'];
const key = 'concordat-columns';

export function chooseColumns(): Column[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as unknown;
    const known = Array.isArray(kept) ? order.filter((one) => one !== 'organisation' && kept.includes(one)) : [];
    return known.includes('subject') ? known : first;
  } catch {
    return first;
  }
}

/** Over all organisations each row says whose it is. */
export const withOrganisation = (columns: Column[]): Column[] => ['organisation', ...columns];

export function ColumnsMenu({ columns, set }: { columns: Column[]; set: (columns: Column[]) => void }) {
  const toggle = (one: Column) => {
    const next = order.filter((each) => (each === one ? !columns.includes(one) : columns.includes(each)));
    set(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.tool} aria-label={words.columns} title={words.columns}>
          <Icon name="columns" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {order
          .filter((one) => one !== 'subject' && one !== 'organisation')
          .map((one) => (
            <Menu.Item
              key={one}
              role="menuitemcheckbox"
              aria-checked={columns.includes(one)}
              leftSection={columns.includes(one) ? <Icon name="check" /> : <span style={{ width: 16 }} />}
              onClick={() => toggle(one)}
            >
              {columnWords[one]}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
