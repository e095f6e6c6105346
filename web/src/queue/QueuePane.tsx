import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { ProblemNote } from '../parts/ProblemNote';
import { useKeys } from '../shell/keys';
import { Balance } from './Balance';
import { BulkBar } from './BulkBar';
import { chooseColumns, ColumnsMenu, withOrganisation } from './columns';
import { FilterField } from './FilterField';
import classes from './queue.module.css';
import { keyOf } from './pages';
import { useCounts, useRows } from './rows';
import { RowList } from './RowList';
import { directionOf, naturalDirection, sortOf, tabOf, tabs, type QueueSearch, type Sort } from './search';
import { Tabs } from './Tabs';
import { Tools } from './Tools';
import { tabWords, words } from './words';

const frame_ms = 17;

/** The queue: tabs with their counts, filters, and the rows. Narrow while a ticket is open beside it. */
export function QueuePane({ organisation, openTicket }: { organisation: string; openTicket?: string }) {
  const search = useSearch({ from: '/$organisation/desk' });
  const navigate = useNavigate();
  const counts = useCounts(organisation);
  const list = useRows(organisation, search);
  const [columns, setColumns] = useState(chooseColumns);
  const [at, setAt] = useState<string>();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());

  const go = (change: Partial<QueueSearch>) => {
    const next = { ...search, ...change };
    for (const key of Object.keys(next) as (keyof QueueSearch)[]) if (next[key] === undefined) delete next[key];
    void navigate({ to: '/$organisation/queue', params: { organisation }, search: next });
  };
  // The row is chosen in the next frame, and the ticket opens after it: of strokes that come faster than that, the last one's.
  const [opening, setOpening] = useState<string>();
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setOpening(undefined), [openTicket]);
  useEffect(() => () => clearTimeout(soon.current), []);
  const open = (line: { organisation: string; ticket: string }, replace = false) => {
    setOpening(keyOf(line));
    clearTimeout(soon.current);
    soon.current = setTimeout(
      () =>
        void navigate({
          to: '/$organisation/tickets/$ticket',
          params: { organisation: line.organisation, ticket: line.ticket },
          search,
          replace,
        }),
      frame_ms,
    );
  };

  const openKey = openTicket ? `${organisation} ${openTicket}` : undefined;
  const current = opening ?? openKey ?? at;
  const move = (step: number) => {
    const from = list.indexOf(current);
    const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, from + step))];
    if (!next) return;
    setAt(keyOf(next.line));
    if (openTicket) open(next.line, true);
  };
  const pick = (key: string, range: boolean) => {
    const next = new Set(picked);
    const [from, to] = [list.indexOf(at ?? key), list.indexOf(key)];
    if (range && from >= 0) {
      for (const row of list.rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(keyOf(row.line));
    } else if (!next.delete(key)) {
      next.add(key);
    }
    setPicked(next);
    setAt(key);
  };
  const sortBy = (sort: Sort) => {
    const same = sort === sortOf(search);
    const dir = same ? (directionOf(search) === 'asc' ? 'desc' : 'asc') : naturalDirection(sort);
    go({ sort, dir: dir === naturalDirection(sort) ? undefined : dir } as Partial<QueueSearch>);
  };
  useKeys([
    { keys: 'j', words: words.nextTicket, group: words.inList, run: () => move(1) },
    { keys: 'k', words: words.ticketBefore, group: words.inList, run: () => move(-1) },
    {
      keys: 'Enter',
      words: words.openIt,
      group: words.inList,
      run: () => {
        const row = list.rows[list.indexOf(current)];
        if (row) open(row.line);
        else if (document.activeElement instanceof HTMLElement) document.activeElement.click();
      },
    },
    ...tabs.map((tab, i) => ({
      keys: String(i + 1),
      words: tabWords[tab],
      group: words.inList,
      run: () => go({ tab, view: undefined } as Partial<QueueSearch>),
    })),
    {
      keys: 'x',
      words: words.pick,
      group: words.inList,
      run: () => current && pick(current, false),
    },
    ...(picked.size > 0 && !openTicket
      ? [{ keys: 'Escape', words: words.unpick, group: words.inList, run: () => setPicked(new Set()) }]
      : []),
    { keys: 'v', words: words.show, group: words.inList, run: list.showAnew },
  ]);

  return (
    <section className={classes.pane} aria-label={words.title}>
      <h1 className="hidden-words">{words.title}</h1>
      {counts.data && <Balance counts={counts.data} />}
      <div className={classes.head}>
        <Tabs
          chosen={tabOf(search)}
          counts={counts.data}
          choose={(tab) => go({ tab, view: undefined } as Partial<QueueSearch>)}
          narrow={!!openTicket}
        />
        <div className={classes.tools}>
          <FilterField text={search.q ?? ''} set={(q) => go({ q: q || undefined } as Partial<QueueSearch>)} />
          {!openTicket && <ColumnsMenu columns={columns} set={setColumns} />}
          {!openTicket && <Tools organisation={organisation} search={search} go={go} asked={list.asked} />}
        </div>
      </div>
      {list.moved > 0 && (
        <div className={classes.moved} role="status">
          {words.changed(list.moved)}
          <button type="button" onClick={list.showAnew}>
            {words.show} <kbd>V</kbd>
          </button>
        </div>
      )}
      {list.leftOut.length > 0 && <div className={classes.moved}>{words.leftOut}</div>}
      {list.lists.error && (
        <div style={{ padding: 14 }}>
          <ProblemNote error={list.lists.error} again={list.showAnew} />
        </div>
      )}
      <RowList
        list={list}
        columns={organisation === 'all' ? withOrganisation(columns) : columns}
        all={organisation === 'all'}
        search={search}
        narrow={!!openTicket}
        current={current}
        open={open}
        sortBy={sortBy}
        choose={setAt}
        filtered={!!search.q}
        picked={picked}
        pick={pick}
      />
      {picked.size > 0 && !openTicket && (
        <BulkBar
          lines={list.rows.map((one) => one.line).filter((one) => picked.has(keyOf(one)))}
          clear={() => setPicked(new Set())}
        />
      )}
    </section>
  );
}
