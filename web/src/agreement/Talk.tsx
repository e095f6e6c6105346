import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client, matching } from '../api/client';
import type { Version, VersionEvent } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Swatch } from '../parts/Holder';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, usePlace } from '../parts/place';
import { Ago } from '../parts/Time';
import { useRight } from './data';
import classes from './version.module.css';
import { eventWords, words } from './words';

const base = '/api/v1/organisations/{organisation}/agreement/versions/{version}';

interface Props {
  organisation: string;
  version: Version;
  etag: string;
}

/** The action that one needs to answer for one's party. */
export function useAnswering(id: string) {
  const { organisation } = usePlace();
  const internal = organisation.parties.find((one) => one.key === organisation.party)?.kind === 'internal';
  return useRight(id, internal ? 'approve-version' : 'cosign');
}

function useForget(id: string) {
  const queries = useQueryClient();
  return () => {
    for (const key of ['agreement-version', 'agreement-versions']) void queries.invalidateQueries({ queryKey: [key, id] });
  };
}

/** What became of the version and what was said of it, in order; and a place for a note. */
export function Talk({ organisation: id, version, history }: Omit<Props, 'etag'> & { history: VersionEvent[] }) {
  const { organisation, people } = usePlace();
  const answering = useAnswering(id);
  const propose = useRight(id, 'propose');
  const forget = useForget(id);
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST(`${base}/notes`, {
          params: { path: { organisation: id, version: version.version }, header },
          body: { text },
        }),
      ),
    onSuccess: () => setText(''),
    onSettled: forget,
  });
  const mayWrite = (answering.data?.allow ?? false) || (propose.data?.allow ?? false);
  return (
    <section aria-label={words.talk} className={classes.talk}>
      <h2>{words.talk}</h2>
      <ol>
        {history.map((one) => (
          <li key={one.sequence}>
            <span className="line">
              <Swatch face={partyFace(organisation, one.party)} />
              <span>{(one.person && people.get(one.person)?.name) || partyName(organisation, one.party)}</span>
              <span className="quiet">{eventWords[one.what]}</span>
              <span className={classes.when}>
                <Ago at={one.at} />
              </span>
            </span>
            {one.words && <p dir="auto">{one.words}</p>}
          </li>
        ))}
      </ol>
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) send.mutate();
          }}
        >
          <Textarea
            label={words.note}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={4000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <ProblemNote error={send.error} />
          <Button type="submit" size="compact-md" variant="default" disabled={!text.trim()} loading={send.isPending}>
            {words.sendNote}
          </Button>
        </form>
      )}
    </section>
  );
}

/** A party that is asked says no, and why; it may still approve. */
export function Reject({ organisation: id, version, etag }: Props) {
  const answering = useAnswering(id);
  const forget = useForget(id);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  if (!answering.data?.allow) return null;
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
        {words.reject}
      </Button>
      {open && (
        <Confirm
          title={words.rejectTitle}
          deed={words.reject}
          wait={!reason.trim()}
          close={() => setOpen(false)}
          run={() =>
            change((header) =>
              client.POST(`${base}/reject`, {
                params: { path: { organisation: id, version: version.version }, header },
                ...matching(etag),
                body: { reason },
              }),
            ).finally(forget)
          }
        >
          <p>{words.rejectText}</p>
          <Why value={reason} set={setReason} />
        </Confirm>
      )}
    </>
  );
}

/** The side that proposed takes it back. */
export function Withdraw({ organisation: id, version, etag }: Props) {
  const propose = useRight(id, 'propose');
  const forget = useForget(id);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  if (!propose.data?.allow) return null;
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
        {words.withdraw}
      </Button>
      {open && (
        <Confirm
          title={words.withdrawTitle}
          deed={words.withdraw}
          close={() => setOpen(false)}
          run={() =>
            change((header) =>
              client.POST(`${base}/withdraw`, {
                params: { path: { organisation: id, version: version.version }, header },
                ...matching(etag),
                body: reason.trim() ? { reason } : {},
              }),
            ).finally(forget)
          }
        >
          <p>{words.withdrawText}</p>
          <Why value={reason} set={setReason} />
        </Confirm>
      )}
    </>
  );
}

function Why({ value, set }: { value: string; set: (text: string) => void }) {
  return (
    <Textarea
      label={words.why}
      description={words.whyHint}
      autosize
      minRows={2}
      maxRows={10}
      maxLength={4000}
      data-autofocus
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
