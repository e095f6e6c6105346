import { Button, Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import { asProblem } from '../api/problem';
import type { Ticket } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import type { Fields } from './commands';
import { fieldsOf } from './fields';
import { type Action, actionWords, formWords } from './words';

interface Props {
  action: Action;
  /** What it is done to, for the title: a ticket's name, or how many. */
  what: string;
  draftKey: string;
  /** As it stands; a bulk command has none, and so nothing is filled in. */
  ticket?: Ticket;
  /** What stands before the fields. */
  about?: ReactNode;
  close: () => void;
  send: (fields: Fields) => Promise<unknown>;
}

const empty: Fields = {};

/** The few words that a deed wants. What is typed is kept until it is done. */
export function ActionForm({ action, what, draftKey, ticket, about, close, send: run }: Props) {
  const place = usePlace();
  const [values, setValues] = useDraft<Fields>(draftKey, empty);
  const [tried, setTried] = useState(false);
  const fields = fieldsOf(action, ticket, place, values);
  const send = useMutation({
    mutationFn: () => run(withDefaults(fields, values)),
    onSuccess: () => {
      clearDraft(draftKey);
      close();
    },
  });
  const problem = send.error ? asProblem(send.error) : undefined;
  const set = (name: string, value: string | null) => setValues({ ...values, [name]: value ?? '' });
  const missing = fields.some((one) => one.needed && !(values[one.name] ?? one.preset));
  const submit = () => {
    setTried(true);
    if (!missing) send.mutate();
  };
  return (
    <Modal opened onClose={close} title={`${actionWords[action]}: ${what}`} size={520}>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit();
          }
        }}
      >
        {about}
        {action === 'merge' && <p className="quiet">{formWords.mergeHint}</p>}
        {fields.map((one, i) => {
          const value = String(values[one.name] ?? one.preset ?? '');
          const common = {
            label: one.label,
            description: one.hint,
            error: problem?.at(`/${one.name}`) ?? (tried && one.needed && !value ? formWords.needed : undefined),
            ...(i === 0 ? { 'data-autofocus': true } : {}),
          };
          if (one.kind === 'pick' && one.options && one.options.length <= 3) {
            return (
              <div key={one.name}>
                <div className="eyebrow">{one.label}</div>
                <SegmentedControl fullWidth aria-label={one.label} value={value} data={one.options} onChange={(next) => set(one.name, next)} />
              </div>
            );
          }
          if (one.kind === 'pick') {
            return (
              <Select
                key={one.name}
                {...common}
                data={one.groups ?? one.options ?? []}
                value={value || null}
                searchable
                clearable={!one.needed}
                allowDeselect={!one.needed}
                openOnFocus={!value} // what is chosen already can be sent at once
                onChange={(next) => set(one.name, next)}
              />
            );
          }
          if (one.kind === 'text') {
            return (
              <Textarea
                key={one.name}
                {...common}
                autosize
                minRows={2}
                maxRows={10}
                dir="auto"
                value={value}
                onChange={(event) => set(one.name, event.currentTarget.value)}
              />
            );
          }
          return (
            <TextInput key={one.name} {...common} value={value} onChange={(event) => set(one.name, event.currentTarget.value)} />
          );
        })}
        <ProblemNote error={send.error} />
        <Button type="submit" loading={send.isPending}>
          {actionWords[action]}
          {action === 'offer' && values.team ? ` to ${partyOf(String(values.team))}` : ''}
        </Button>
      </form>
    </Modal>
  );

  function partyOf(team: string) {
    const found = place.organisation.teams.find((one) => one.key === team);
    return found ? `${partyName(place.organisation, found.parties[0] ?? '')} · ${found.name}` : team;
  }
}

function withDefaults(fields: ReturnType<typeof fieldsOf>, values: Fields): Fields {
  const out: Fields = {};
  for (const one of fields) {
    const value = values[one.name] ?? one.preset;
    out[one.name] = one.number && value ? Number(value) : value;
  }
  return out;
}
