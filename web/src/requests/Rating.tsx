import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { Ticket } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import { useTaken } from '../ticket/data';
import { ratingWords as words } from './words';

const lost = [0, 15, 60, 240, 480];

/** Asked once, when it is over: happy or not, and the working time it cost. */
export function Rating({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const [happy, setHappy] = useState<boolean>();
  const [minutes, setMinutes] = useState('');
  const [said, setSaid] = useState('');
  const taken = useTaken(organisation, ticket.ticket);
  const send = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/tickets/{ticket}/rating', {
          params: { path: { organisation, ticket: ticket.ticket }, header },
          body: { happy: happy ?? false, ...(minutes ? { lost_minutes: Number(minutes) } : {}), ...(said ? { words: said } : {}) },
        }),
      )) as Ticket,
    onSuccess: taken,
  });
  if (ticket.rating) return <p className="quiet">{words.thanks}</p>;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <div className="line" role="group" aria-label={words.question}>
        <span>{words.question}</span>
        {[true, false].map((one) => (
          <Button
            key={String(one)}
            variant={happy === one ? 'filled' : 'default'}
            aria-pressed={happy === one}
            onClick={() => setHappy(one)}
          >
            {one ? words.yes : words.no}
          </Button>
        ))}
      </div>
      {happy !== undefined && (
        <>
          <div>
            <div className="eyebrow">{words.lost}</div>
            <SegmentedControl
              fullWidth
              aria-label={words.lost}
              value={minutes}
              onChange={setMinutes}
              data={lost.map((one, i) => ({ value: String(one), label: words.lostChoices[i] as string }))}
            />
          </div>
          <TextInput label={words.more} value={said} dir="auto" onChange={(event) => setSaid(event.currentTarget.value)} />
          <ProblemNote error={send.error} />
          <div>
            <Button type="submit" loading={send.isPending}>
              {words.send}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
