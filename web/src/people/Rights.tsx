import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { AccessLine } from '../api/types';
import { Bones, Empty } from '../parts/Empty';
import { withNames } from '../parts/names';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { lengthWords, momentWords } from '../parts/time';
import { useExact, useNow } from '../parts/Time';
import { fromService } from '../service/said';
import { accessChanged, accessQuery, useMay } from './data';
import classes from './people.module.css';
import { RightForm, type RightFormName } from './RightForm';
import { calledIn, ofKind, splitReason, ticketIn } from './standing';
import { kindWords, rightsWords as words } from './words';

/** What is given, taken and asked beside the agreement: each with its end, and what may be done about it. */
export function Rights({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const list = useQuery(accessQuery(id));
  const [form, setForm] = useState<{ name: RightFormName; line?: AccessLine }>();
  const mayGive = useMay(id, 'delegate');
  const own = organisation.parties.find((one) => one.key === organisation.party)?.kind !== 'provider';
  const shown = kindWords
    .map(([kind, title, note]) => ({ kind, title, note, lines: ofKind(list.data ?? [], kind) }))
    .filter((one) => one.lines.length > 0);
  const deeds: [RightFormName, string][] = [
    ['ask', words.askTitle],
    ...(mayGive
      ? ([
          ['give', words.giveTitle],
          ['lend', words.lendTitle],
        ] as [RightFormName, string][])
      : []),
    ...(own ? ([['break', words.breakTitle]] as [RightFormName, string][]) : []),
  ];
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <div className="line">
        {deeds.map(([name, label]) => (
          <Button key={name} variant="default" size="xs" onClick={() => setForm({ name })} {...(name === 'break' ? { c: 'var(--bad)' } : {})}>
            {label}
          </Button>
        ))}
      </div>
      <ProblemNote error={list.error} again={() => void list.refetch()} />
      {list.isPending && <Bones lines={5} />}
      {list.data && shown.length === 0 && <Empty title={words.none}>{words.noneText}</Empty>}
      {shown.map((one) => (
        <section key={one.kind} className={one.kind === 'broken glass' ? classes.glass : sheet.section} aria-label={one.title}>
          <div className={sheet.sectionHead}>
            <h2>{one.title}</h2>
            <small>{one.note}</small>
          </div>
          <ul className={sheet.rows}>
            {one.lines.map((line) => (
              <RightLine key={line.id ?? line.who + line.from} organisation={id} line={line} open={(name) => setForm({ name, line })} mayGive={mayGive} />
            ))}
          </ul>
        </section>
      ))}
      {form && <RightForm organisation={id} name={form.name} line={form.line} close={() => setForm(undefined)} />}
    </>
  );
}

interface LineProps {
  organisation: string;
  line: AccessLine;
  mayGive: boolean;
  open: (name: RightFormName) => void;
}
function RightLine({ organisation: id, line, mayGive, open }: LineProps) {
  const { organisation, people, me } = usePlace();
  const exact = useExact();
  const now = useNow();
  const mine = me !== undefined && (line.who === me.key || line.who === me.person);
  const left = line.until ? (Date.parse(line.until) - now) / 1000 : undefined;
  const over = left !== undefined && left <= 0;
  const ticket = ticketIn(line.words);
  const { what, why } = splitReason(line.words);
  const glass = line.what === 'broken glass';
  const due = glass && line.words.startsWith('to be reviewed');
  const gives = line.what === 'grant asked' && mayGive;
  const ends = line.id && !over && (mine || mayGive) && ['broken glass', 'grant', 'delegation', 'suspended', 'narrowed'].includes(line.what);
  return (
    <li>
      <span className={sheet.grow}>
        <b>{calledIn(organisation, people.values(), line.who)}</b> {glass ? (due ? words.toReview : words.reviewed) : withNames(fromService(what, 'right'), people)}
        {why && <small>{why}</small>}
      </span>
      <span className={sheet.when} title={line.until ? exact(line.until) : exact(line.from)}>
        {left === undefined
          ? words.since(momentWords(line.from))
          : over
            ? words.ended(momentWords(line.until ?? ''))
            : words.left(lengthWords(left))}
      </span>
      {line.what === 'asked' &&
        (ticket ? (
          <Link to="/$organisation/tickets/$ticket" params={{ organisation: id, ticket }}>
            {words.onTicket(ticket)}
          </Link>
        ) : (
          <Reply organisation={id} id={line.id ?? ''} />
        ))}
      {gives && (
        <>
          <Give organisation={id} id={line.id ?? ''} />
          <button type="button" className={sheet.deed} onClick={() => open('refuse')}>
            {words.refuse}
          </button>
        </>
      )}
      {due && mayGive && (
        <button type="button" className={sheet.deed} onClick={() => open('review')}>
          {words.review}
        </button>
      )}
      {ends && (
        <button type="button" className={sheet.deed} onClick={() => open('end')}>
          {words.end}
        </button>
      )}
    </li>
  );
}

function Give({ organisation, id }: { organisation: string; id: string }) {
  const giving = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/access/grants', {
          params: { path: { organisation }, header },
          body: { request: id },
        }),
      ),
    onSuccess: () => accessChanged(organisation),
  });
  return (
    <>
      <button type="button" className={sheet.deed} disabled={giving.isPending} onClick={() => giving.mutate()}>
        {words.grant}
      </button>
      <ProblemNote error={giving.error} />
    </>
  );
}

function Reply({ organisation, id }: { organisation: string; id: string }) {
  const answering = useMutation({
    mutationFn: (yes: boolean) =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/access/questions/{access}/answer', {
          params: { path: { organisation, access: id }, header },
          body: { yes },
        }),
      ),
    onSuccess: () => accessChanged(organisation),
  });
  return (
    <>
      {[true, false].map((yes) => (
        <button key={String(yes)} type="button" className={sheet.deed} disabled={answering.isPending} onClick={() => answering.mutate(yes)}>
          {yes ? words.yes : words.no}
        </button>
      ))}
      <ProblemNote error={answering.error} />
    </>
  );
}
