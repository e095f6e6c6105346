import { Button, Modal, NumberInput, Select, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { ask, change, client } from '../api/client';
import type { Person, Ticket } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import { dueWords } from '../parts/time';
import { Moment, useNow } from '../parts/Time';
import { useTaken } from './data';
import { fieldsOfDeed, type MajorDeed, type MajorField, majorDeeds } from './majorDeeds';
import classes from './major.module.css';
import { majorWords as words } from './words';

const base = '/api/v1/organisations/{organisation}/tickets/{ticket}/major';

interface Props {
  organisation: string;
  ticket: Ticket;
}

/** An incident that is everybody's: who leads it, when the next word comes, and what was learnt. Absent where it is none. */
export function Major({ organisation, ticket }: Props) {
  const { organisation: here } = usePlace();
  const now = useNow();
  const [doing, setDoing] = useState<MajorDeed>();
  const { major } = ticket;
  const mayApprove = useQuery({
    queryKey: ['right', organisation, 'approve', ticket.ticket],
    enabled: major !== undefined,
    retry: false,
    queryFn: async () =>
      ask(
        client.GET('/api/v1/organisations/{organisation}/agreement/explain', {
          params: { path: { organisation }, query: { may: 'approve', ticket: ticket.ticket } },
        }),
      ),
  });
  if (!major) return null;
  const deeds = majorDeeds(ticket, here.me, mayApprove.isError || mayApprove.data?.allow === true);
  if (major.state === 'rejected' && deeds.length === 0) return null;
  const due = major.update_due && major.state === 'accepted' && !ticket.resolved ? dueWords(major.update_due, now) : undefined;
  const roles = (['manager', 'communications', 'technical'] as const).filter((one) => major[one]);
  return (
    <section className={classes.major} data-state={major.state} aria-labelledby="major-title">
      <div className={classes.line}>
        <Icon name="warn" />
        <h2 id="major-title">{words.states[major.state as keyof typeof words.states] ?? major.state}</h2>
        {due && (
          <span className={classes.due} data-tone={due.tone}>
            {due.tone === 'late' ? words.updateLate(due.words) : words.nextUpdate(due.words)}
          </span>
        )}
        {major.accepted && (
          <span className={classes.since}>
            {words.since} <Moment at={major.accepted} />
          </span>
        )}
      </div>
      {roles.length > 0 && (
        <dl className={classes.roles}>
          {roles.map((one) => (
            <div key={one}>
              <dt>{words.roles[one]}</dt>
              <dd>{major[one]?.name}</dd>
            </div>
          ))}
        </dl>
      )}
      {deeds.length > 0 && (
        <div className={`${classes.deeds} no-print`}>
          {deeds.map((one, i) => (
            <button key={one} type="button" data-primary={i === 0 || undefined} onClick={() => setDoing(one)}>
              {words.deeds[one]}
            </button>
          ))}
        </div>
      )}
      {doing && <MajorForm key={doing} organisation={organisation} ticket={ticket} deed={doing} close={() => setDoing(undefined)} />}
    </section>
  );
}

type Values = Record<string, string>;
const empty: Values = {};

export function MajorForm({ organisation, ticket, deed, close }: Props & { deed: MajorDeed; close: () => void }) {
  const { people, organisation: here } = usePlace();
  const taken = useTaken(organisation, ticket.ticket);
  const draftKey = `major ${deed} ${organisation} ${ticket.ticket}`;
  const [values, setValues] = useDraft(draftKey, empty);
  const set = (name: string, value: string) => setValues({ ...values, [name]: value });
  const fields = fieldsOfDeed(deed, ticket, here.me);
  const valueOf = (name: string) => values[name] ?? fields.find((one) => one.name === name)?.preset ?? '';
  const send = useMutation({
    mutationFn: async () => taken(await doMajor(organisation, ticket.ticket, deed, fields, valueOf)),
    onSuccess: () => {
      clearDraft(draftKey);
      close();
    },
  });
  const open = fields.some((one) => one.needed && valueOf(one.name).trim() === '');
  return (
    <Modal opened onClose={close} title={`${words.deeds[deed]}: ${ticket.ticket}`} size={560}>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (!open) send.mutate();
        }}
      >
        <p className="quiet">{words.hints[deed]}</p>
        {fields.map((one, i) => {
          const label = words.fields[one.name as keyof typeof words.fields];
          const focus = i === 0 ? { 'data-autofocus': true } : {};
          if (one.kind === 'person') {
            const known: Person[] = [...people.values()];
            return (
              <Select
                key={one.name}
                label={label}
                searchable
                clearable={one.name !== 'manager'}
                data={known.map((person) => ({ value: person.person, label: person.name }))}
                value={valueOf(one.name) || null}
                onChange={(next) => set(one.name, next ?? '')}
                {...focus}
              />
            );
          }
          if (one.kind === 'minutes') {
            return <NumberInput key={one.name} label={label} min={1} max={1440} value={Number(valueOf(one.name))} onChange={(next) => set(one.name, String(next))} />;
          }
          return <Textarea key={one.name} label={label} autosize minRows={3} maxRows={12} dir="auto" value={valueOf(one.name)} onChange={(event) => set(one.name, event.currentTarget.value)} {...focus} />;
        })}
        <ProblemNote error={send.error} />
        <div>
          <Button type="submit" loading={send.isPending} disabled={open}>
            {words.deeds[deed]}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const ends: Record<MajorDeed, string> = { propose: '', accept: '/accept', reject: '/reject', roles: '/roles', update: '/updates', review: '/review' };

// One shape for all of them, as for the other deeds: their paths differ in the last word, and the service checks each body.
function doMajor(organisation: string, ticket: string, deed: MajorDeed, fields: MajorField[], valueOf: (name: string) => string): Promise<Ticket> {
  const body = Object.fromEntries(
    fields
      .map(({ name, kind }) => [name, kind === 'minutes' ? Number(valueOf(name)) : name === 'actions' ? actionsOf(valueOf(name)) : valueOf(name)] as const)
      .filter(([, value]) => value !== ''),
  );
  return change((header) =>
    client.POST(`${base}${ends[deed]}` as typeof base, { params: { path: { organisation, ticket }, header }, body: body as never }),
  ) as Promise<Ticket>;
}

/** A line each. */
const actionsOf = (text: string) =>
  text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((what) => ({ what }));
