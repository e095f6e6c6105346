import { Select, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';

import type { RecordLine } from '../api/types';
import { Bones, Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { withNames } from '../parts/names';
import { ProblemNote } from '../parts/ProblemNote';
import { locale } from '../parts/language';
import { partyFace, partyName, partyOrder, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { useExact } from '../parts/Time';
import { calledIn } from '../people/standing';
import { fromService } from '../service/said';
import { useHeard } from '../shell/live';
import { entryWords as ticketWords } from '../ticket/entryWords';
import { entriesQuery } from './data';
import classes from './record.module.css';
import { isFiltered, isKindAlone, type RecordSearch, subjectOf, withDays } from './timeline';
import { entryWords, familyWords, words } from './words';

/** The record as people read it, the last first; only what is in view is on the page. */
export function Timeline({ organisation: id }: { organisation: string }) {
  const search = useSearch({ from: '/$organisation/record' });
  const queries = useQueryClient();
  const query = entriesQuery(id, search);
  const lists = useInfiniteQuery(query);
  const [fresh, setFresh] = useState(0);
  useHeard((heard) => {
    if (heard.organisation === id) setFresh((n) => n + 1);
  });
  const shown = withDays((lists.data?.pages ?? []).flatMap((one) => one.entries));
  const list = useRef<HTMLOListElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => document.getElementById('page'),
    estimateSize: () => 34,
    overscan: 15,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = lists;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > shown.length - 40) void fetchNextPage();
  }, [last, shown.length, hasNextPage, isFetchingNextPage, fetchNextPage, lists.data]);
  return (
    <>
      <Filters organisation={id} search={search} />
      {fresh > 0 && (
        <button
          type="button"
          className={classes.fresh}
          onClick={() => {
            setFresh(0);
            void queries.resetQueries({ queryKey: query.queryKey });
            document.getElementById('page')?.scrollTo({ top: 0 });
          }}
        >
          {words.fresh(fresh)}
        </button>
      )}
      <ProblemNote error={lists.error} again={() => void lists.refetch()} />
      {lists.isPending && <Bones lines={12} />}
      <ol ref={list} className={classes.lines} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const one = shown[item.index];
          if (!one) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              {'day' in one ? <Day at={one.day} /> : <Line organisation={id} line={one.line} />}
            </li>
          );
        })}
      </ol>
      {lists.data && shown.length === 0 && !hasNextPage && <Empty title={words.none}>{isFiltered(search) ? words.noneText : ''}</Empty>}
      {hasNextPage && isFetchingNextPage && (
        <p className="quiet" role="status">
          {words.looking}
        </p>
      )}
      {lists.data && shown.length > 0 && !hasNextPage && !isFiltered(search) && <p className="quiet">{words.end}</p>}
    </>
  );
}

function Day({ at }: { at: string }) {
  return (
    <h2 className={classes.day}>
      {new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at))}
    </h2>
  );
}

function Line({ organisation: id, line }: { organisation: string; line: RecordLine }) {
  const place = usePlace();
  const { organisation, people } = place;
  const exact = useExact();
  const about = subjectOf(line.subject);
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(line.at));
  const step = /^(ticket|clock|at)\./.test(line.kind) ? ticketWords(line, place) : '';
  const said = step ? step.charAt(0).toUpperCase() + step.slice(1) : isKindAlone(line) ? (entryWords[line.kind] ?? line.words) : fromService(line.words);
  const readers =
    line.audience === 'shared'
      ? ''
      : line.audience === 'requester'
        ? words.requester
        : line.audience.split(',').map((one) => partyName(organisation, one)).join(', ');
  const detail = `${words.entry(line.sequence)}, ${line.kind}\n${exact(line.at)}\n${words.reads(readers || words.everybody)}`;
  return (
    <div className={classes.line}>
      <time dateTime={line.at} title={detail}>
        {time}
      </time>
      <span className={classes.about}>
        {about.kind === 'ticket' ? (
          <Link to="/$organisation/tickets/$ticket" params={{ organisation: id, ticket: about.id }}>
            {about.id}
          </Link>
        ) : ['person', 'party', 'team'].includes(about.kind) ? (
          <span className="ellipsis">{calledIn(organisation, people.values(), about.id)}</span>
        ) : null}
      </span>
      <span className={classes.said}>{withNames(said, people)}</span>
      <span className={classes.by}>
        {line.party && <Swatch face={partyFace(organisation, line.party)} />}
        <span className="ellipsis">{line.actor ? line.actor.name || line.actor.person : step ? words.byRule : words.byServer}</span>
      </span>
      <span className={classes.readers} title={readers ? words.reads(readers) : undefined}>
        {readers && line.audience !== 'requester' && (
          <>
            <Icon name="lock" />
            <span className="hidden-words">{words.reads(readers)}</span>
          </>
        )}
      </span>
      <span className={classes.number}>{line.sequence}</span>
    </div>
  );
}

function Filters({ organisation: id, search }: { organisation: string; search: RecordSearch }) {
  const { organisation, people } = usePlace();
  const navigate = useNavigate();
  const [ticket, setTicket] = useState(search.ticket ?? '');
  const go = (next: Partial<Record<keyof RecordSearch, string | null>>) => {
    const merged = Object.fromEntries(Object.entries({ ...search, ...next }).filter(([, value]) => value));
    void navigate({ to: '/$organisation/record', params: { organisation: id }, search: merged, replace: true });
  };
  return (
    <form
      className={classes.filters}
      role="search"
      aria-label={words.filters}
      onSubmit={(event) => {
        event.preventDefault();
        go({ ticket: ticket.trim().toUpperCase() });
      }}
    >
      <Select
        className={classes.wide}
        size="xs"
        aria-label={words.kind}
        placeholder={words.anyKind}
        clearable
        value={search.kind ?? null}
        onChange={(kind) => go({ kind })}
        data={Object.entries(familyWords).map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        className={classes.short}
        size="xs"
        aria-label={words.ticket}
        placeholder={words.ticket}
        value={ticket}
        onChange={(event) => setTicket(event.currentTarget.value)}
        onBlur={() => go({ ticket: ticket.trim().toUpperCase() })}
      />
      <Select
        className={classes.wide}
        size="xs"
        aria-label={words.person}
        placeholder={words.anybody}
        clearable
        searchable
        value={search.actor ?? null}
        onChange={(actor) => go({ actor })}
        data={[...people.values()].map((one) => ({ value: one.person, label: one.name }))}
      />
      <Select
        className={classes.wide}
        size="xs"
        aria-label={words.party}
        placeholder={words.anyParty}
        clearable
        value={search.party ?? null}
        onChange={(party) => go({ party })}
        data={partyOrder(organisation).map((one) => ({ value: one, label: partyName(organisation, one) }))}
      />
      <span className={classes.days}>
        <input type="date" aria-label={words.from} value={search.from ?? ''} onChange={(event) => go({ from: event.currentTarget.value })} />
        –
        <input type="date" aria-label={words.until} value={search.through ?? ''} onChange={(event) => go({ through: event.currentTarget.value })} />
      </span>
      {isFiltered(search) && (
        <button
          type="button"
          className={sheet.deed}
          onClick={() => {
            setTicket('');
            void navigate({ to: '/$organisation/record', params: { organisation: id }, search: {}, replace: true });
          }}
        >
          {words.clear}
        </button>
      )}
    </form>
  );
}
