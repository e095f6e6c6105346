import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import { asProblem } from '../api/problem';
import type { Ticket } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import type { Fields } from './commands';
import { FieldInput } from './FieldInput';
import { asSent, fieldsOf } from './fields';
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
    mutationFn: () => run(asSent(fields, values)),
    onSuccess: () => {
      clearDraft(draftKey);
      close();
    },
  });
  const problem = send.error ? asProblem(send.error) : undefined;
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
          const error = problem?.at(`/${one.name}`) ?? (tried && one.needed && !value ? formWords.needed : undefined);
          return (
            <FieldInput
              key={one.name}
              field={one}
              value={value}
              error={error}
              first={i === 0}
              set={(next) => setValues({ ...values, [one.name]: next })}
            />
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
