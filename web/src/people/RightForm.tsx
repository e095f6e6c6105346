import { MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { AccessLine } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { usePlace } from '../parts/place';
import { fromService } from '../service/said';
import { accessChanged, weekQuery } from './data';
import classes from './people.module.css';
import { calledIn, spanFrom, splitReason } from './standing';
import { activityName, activityWords, platformWords, rightsWords as words } from './words';

export type RightFormName = 'ask' | 'give' | 'lend' | 'break' | 'refuse' | 'review' | 'end';

interface Props {
  organisation: string;
  name: RightFormName;
  /** What it is about, where it is about something that is there. */
  line: AccessLine | undefined;
  close: () => void;
}

const base = '/api/v1/organisations/{organisation}/access';
const titles: Record<RightFormName, string> = {
  ask: words.askTitle,
  give: words.giveTitle,
  lend: words.lendTitle,
  break: words.breakTitle,
  refuse: words.refuseTitle,
  review: words.reviewTitle,
  end: words.endTitle,
};
const deeds: Record<RightFormName, string> = {
  ask: words.send,
  give: words.give,
  lend: words.lend,
  break: words.open,
  refuse: words.refuse,
  review: words.review,
  end: words.end,
};

/** What was asked or given, and the reason that somebody gave. */
function whole(line: string): string {
  const { what, why } = splitReason(line);
  return fromService(what, 'right') + (why && `: ${why}`);
}

/** The few words that a right for a while wants. */
export function RightForm({ organisation: id, name, line, close }: Props) {
  const { organisation, people, me } = usePlace();
  const week = useQuery(weekQuery(id, organisation.agreement));
  const [who, setWho] = useState<string | null>(name === 'ask' ? (me?.person ?? null) : null);
  const [actions, setActions] = useState<string[]>([]);
  const [functions, setFunctions] = useState<string[]>([]);
  const [ticket, setTicket] = useState('');
  const [span, setSpan] = useState('1d');
  const [why, setWhy] = useState('');
  const path = { organisation: id };
  const ofLine = { organisation: id, access: line?.id ?? '' };
  const until = () => spanFrom(Date.now(), span);
  const grant = () => ({
    person: who ?? '',
    actions,
    functions,
    ...(ticket.trim() ? { ticket: ticket.trim() } : {}),
    until: until(),
    why,
  });
  const run: Record<RightFormName, () => Promise<unknown>> = {
    ask: () => change((header) => client.POST(`${base}/requests`, { params: { path, header }, body: grant() })),
    give: () => change((header) => client.POST(`${base}/grants`, { params: { path, header }, body: grant() })),
    lend: () =>
      change((header) =>
        client.POST(`${base}/delegations`, {
          params: { path, header },
          body: { person: who ?? '', action: actions[0] ?? '', until: until(), why },
        }),
      ),
    break: () => change((header) => client.POST(`${base}/broken-glass`, { params: { path, header }, body: { why } })),
    refuse: () => change((header) => client.POST(`${base}/requests/{access}/refuse`, { params: { path: ofLine, header }, body: { why } })),
    review: () => change((header) => client.POST(`${base}/broken-glass/{access}/review`, { params: { path: ofLine, header }, body: { words: why } })),
    end: () => change((header) => client.POST(`${base}/{access}/end`, { params: { path: ofLine, header }, body: why ? { why } : {} })),
  };
  const scoped = name === 'ask' || name === 'give';
  const choosesWho = scoped || name === 'lend';
  const mine = [...people.values()].filter((one) => name !== 'ask' || one.party === organisation.party);
  const activities = new Set([...(week.data?.rows ?? []).map((one) => one.activity), ...Object.keys(activityWords)]);
  const wait = (choosesWho && (!who || actions.length === 0)) || (name !== 'end' && why.trim() === '');
  return (
    <Confirm
      title={titles[name]}
      deed={deeds[name]}
      grave={name === 'break'}
      wait={wait}
      run={run[name]}
      done={() => accessChanged(id)}
      close={close}
    >
      {line && (
        <p>
          <b>{calledIn(organisation, people.values(), line.who)}</b> {whole(line.words)}
        </p>
      )}
      {name === 'end' && <p>{words.endText}</p>}
      {name === 'review' && <p>{words.reviewText}</p>}
      {name === 'break' && (
        <>
          <p>{words.breakLead}</p>
          <ul className={classes.effects}>
            {words.breakText.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      {choosesWho && (
        <Select
          label={words.who}
          searchable
          value={who}
          onChange={setWho}
          data={mine.map((one) => ({ value: one.person, label: one.name }))}
        />
      )}
      {scoped && (
        <>
          <MultiSelect
            label={words.actions}
            searchable
            value={actions}
            onChange={setActions}
            data={[...activities].map((one) => ({ value: one, label: activityName(one) }))}
          />
          <MultiSelect
            label={words.functions}
            description={words.functionsHint}
            value={functions}
            onChange={setFunctions}
            data={organisation.functions.map((one) => ({ value: one.key, label: one.name }))}
          />
          <TextInput label={words.ticket} description={words.ticketHint} value={ticket} onChange={(event) => setTicket(event.currentTarget.value)} />
        </>
      )}
      {name === 'lend' && (
        <Select
          label={words.actions}
          searchable
          value={actions[0] ?? null}
          onChange={(next) => setActions(next ? [next] : [])}
          data={Object.entries(platformWords).map(([value, label]) => ({ value, label }))}
        />
      )}
      {choosesWho && (
        <div>
          <div className="eyebrow">{words.until}</div>
          <SegmentedControl
            fullWidth
            aria-label={words.until}
            value={span}
            onChange={setSpan}
            data={Object.entries(words.spans).map(([value, label]) => ({ value, label }))}
          />
        </div>
      )}
      <Textarea
        label={name === 'review' ? words.reviewLabel : words.why}
        description={name === 'review' ? undefined : words.whyHint}
        autosize
        minRows={2}
        dir="auto"
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </Confirm>
  );
}
