import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';

import type { TicketLine } from '../api/types';
import { locale } from '../parts/language';
import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { useMaybePlace } from '../parts/place';
import { useDensity } from '../shell/theme';
import { Cell, CompactRow } from './cells';
import { fitting, widths } from './columns';
import classes from './queue.module.css';
import { keyOf, type Row } from './pages';
import type { useRows } from './rows';
import { directionOf, sortOf, tabOf, type QueueSearch, type Sort } from './search';
import { useWidth } from './useWidth';
import { columnWords, words, type Column } from './words';

const sortable: Partial<Record<Column, Sort>> = {
  due: 'due',
  opened: 'opened',
  updated: 'updated',
  resolved: 'resolved',
  closed: 'closed',
  priority: 'priority',
};

interface Props {
  list: ReturnType<typeof useRows>;
  columns: Column[];
  /** Of several organisations. */
  all: boolean;
  search: QueueSearch;
  narrow: boolean;
  current: string | undefined;
  filtered: boolean;
  open: (line: TicketLine) => void;
  sortBy: (sort: Sort) => void;
  choose: (key: string) => void;
  picked: ReadonlySet<string>;
  pick: (key: string, range: boolean) => void;
}

/** Only the rows in view are on the page; the next page is asked for before its rows come in view. */
export function RowList({ list, columns, all, search, narrow, current, filtered, open, sortBy, choose, picked, pick }: Props) {
  const { rows, lists } = list;
  const scroll = useRef<HTMLDivElement>(null);
  const [box, width] = useWidth<HTMLDivElement>();
  const dense = useDensity() === 'dense';
  const compact = narrow || width < 620;
  const fit = fitting(columns, width).join(' ');
  const shown = useMemo(() => fit.split(' ') as Column[], [fit]);
  const height = compact ? (dense ? 54 : 66) : dense ? 34 : 44;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = lists;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > rows.length - 60) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => virtual.measure(), [height, virtual]);
  const at = list.indexOf(current);
  useEffect(() => {
    if (at < 0) return;
    virtual.scrollToIndex(at, { align: 'auto' });
    const inList = scroll.current?.contains(document.activeElement) || document.activeElement === document.body;
    if (inList && !narrow) {
      requestAnimationFrame(() =>
        scroll.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true }),
      );
    }
    // Only when another ticket is chosen: scrolling by hand must not be taken back.
  }, [current]);

  // The same for all rows and all times, so that a row is made anew only when something of its own changes.
  const latest = useRef({ open, choose, pick });
  latest.current = { open, choose, pick };
  const deeds = useMemo<Deeds>(
    () => ({
      click: (line, { ctrlKey, metaKey, shiftKey }) => {
        if (ctrlKey || metaKey || shiftKey) return latest.current.pick(keyOf(line), shiftKey);
        latest.current.choose(keyOf(line));
        latest.current.open(line);
      },
      focus: (line) => latest.current.choose(keyOf(line)),
    }),
    [],
  );

  if (lists.isPending) return <Bones lines={12} />;
  if (rows.length === 0 && !hasNextPage) {
    return (
      <Empty title={words.none} action={<FirstStep />}>
        {filtered ? words.noneFiltered : words.noneText[tabOf(search)]}
      </Empty>
    );
  }
  return (
    <div
      className={classes.scroll}
      ref={(element) => {
        scroll.current = element;
        return box(element);
      }}
      role="grid"
      aria-label={words.title}
      aria-rowcount={hasNextPage ? -1 : rows.length + 1}
      tabIndex={-1}
    >
      {!compact && (
        <div role="row" aria-rowindex={1} className={classes.header} style={{ gridTemplateColumns: templateOf(shown) }}>
          {shown.map((one) => (
            <HeaderCell key={one} column={one} search={search} sortBy={sortBy} />
          ))}
        </div>
      )}
      <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const key = keyOf(row.line);
          return (
            <Line
              key={key}
              row={row}
              at={item.index}
              start={item.start}
              height={height}
              columns={compact ? undefined : shown}
              all={all}
              chosen={key === current}
              reached={key === current || (at < 0 && item.index === 0)}
              picked={picked.has(key)}
              deeds={deeds}
            />
          );
        })}
      </div>
      <p className={classes.foot}>{hasNextPage ? words.loading : words.end(rows.length.toLocaleString(locale))}</p>
    </div>
  );
}

interface Deeds {
  click: (line: TicketLine, event: { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }) => void;
  focus: (line: TicketLine) => void;
}

interface LineProps {
  row: Row;
  at: number;
  start: number;
  height: number;
  /** Undefined: it is written in two lines. */
  columns: Column[] | undefined;
  all: boolean;
  chosen: boolean;
  /** By the tabulator. */
  reached: boolean;
  picked: boolean;
  deeds: Deeds;
}

const Line = memo(function Line({ row, at, start, height, columns, all, chosen, reached, picked, deeds }: LineProps) {
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={chosen}
      aria-description={picked ? words.picked : undefined}
      tabIndex={reached ? 0 : -1}
      className={classes.row}
      {...(row.gone ? { 'data-gone': '' } : {})}
      style={{
        height,
        transform: `translateY(${start}px)`,
        ...(columns ? { gridTemplateColumns: templateOf(columns) } : { display: 'flex', alignItems: 'stretch' }),
      }}
      data-picked={picked || undefined}
      onClick={(event) => deeds.click(row.line, event)}
      onFocus={() => deeds.focus(row.line)}
    >
      {columns ? columns.map((one) => <Cell key={one} column={one} row={row} />) : <CompactRow row={row} all={all} />}
    </div>
  );
});

const templateOf = (columns: Column[]) => columns.map((one) => widths[one]).join(' ');

function HeaderCell({ column, search, sortBy }: { column: Column; search: QueueSearch; sortBy: (sort: Sort) => void }) {
  const sort = sortable[column];
  const sorted = sort !== undefined && sort === sortOf(search);
  const direction = directionOf(search) === 'asc' ? 'ascending' : 'descending';
  return (
    <div role="columnheader" {...(sorted ? { 'aria-sort': direction, 'data-sorted': '' } : {})} className="ellipsis">
      {sort ? (
        <button type="button" onClick={() => sortBy(sort)} {...(sorted ? { 'data-sorted': '' } : {})}>
          {columnWords[column]}
          {sorted && <Icon name="down" size={12} style={direction === 'descending' ? {} : { rotate: '180deg' }} />}
        </button>
      ) : column === 'priority' ? (
        words.prio
      ) : (
        columnWords[column]
      )}
    </div>
  );
}

/** Without an agreement nothing is routed: that comes first. */
function FirstStep() {
  const organisation = useMaybePlace()?.organisation;
  if (!organisation || organisation.agreement) return null;
  return (
    <Link to="/$organisation/begin" params={{ organisation: organisation.id }}>
      {words.firstStep}
    </Link>
  );
}
