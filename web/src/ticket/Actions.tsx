import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import type { Ticket } from '../api/types';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import { useKeys } from '../shell/keys';
import { ActionForm } from './ActionForm';
import { doAction, needsForm } from './commands';
import { useTaken } from './data';
import { MajorForm } from './Major';
import { canBeMajor } from './majorDeeds';
import { possible } from './possible';
import classes from './ticket.module.css';
import { type Action, actionWords, majorWords, words } from './words';

const keyOf: Partial<Record<Action, string>> = {
  accept: 'a',
  return: 'r',
  offer: 'o',
  wait: 'w',
  resume: 'u',
  start: 's',
  resolve: 'e',
  assign: 'i',
};

/** What can be done now; the first is what one would most likely do. */
export function Actions({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const place = usePlace();
  const [form, setForm] = useState<Action>();
  const [major, setMajor] = useState(false);
  const taken = useTaken(organisation, ticket.ticket);
  const atOnce = useMutation({
    mutationFn: (action: Action) => doAction(organisation, ticket.ticket, action, {}),
    onSuccess: taken,
  });
  const { first, rest } = possible(ticket, place.organisation.party);
  const begin = (action: Action) => {
    atOnce.reset();
    if (needsForm(action)) setForm(action);
    else atOnce.mutate(action);
  };
  useKeys(
    [...first, ...rest]
      .filter((one) => keyOf[one])
      .map((one) => ({ keys: keyOf[one] as string, words: actionWords[one], group: words.group, run: () => begin(one) })),
  );
  return (
    <>
      <div className={`${classes.actions} no-print`}>
        {first.map((one, i) => (
          <button
            key={one}
            type="button"
            className={classes.action}
            data-primary={i === 0 || undefined}
            disabled={atOnce.isPending}
            onClick={() => begin(one)}
          >
            {actionWords[one]}
            {keyOf[one] && <kbd aria-hidden="true">{keyOf[one]?.toUpperCase()}</kbd>}
          </button>
        ))}
        {rest.length > 0 && (
          <Menu position="bottom-start">
            <Menu.Target>
              <button type="button" className={classes.action} aria-label={words.moreToDo}>
                <Icon name="dots" />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {rest.map((one) => (
                <Menu.Item key={one} onClick={() => begin(one)}>
                  {actionWords[one]}
                </Menu.Item>
              ))}
              {canBeMajor(ticket) && <Menu.Item onClick={() => setMajor(true)}>{majorWords.deeds.propose}</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <ProblemNote error={atOnce.error} />
      {major && <MajorForm organisation={organisation} ticket={ticket} deed="propose" close={() => setMajor(false)} />}
      {form && (
        <ActionForm
          action={form}
          what={ticket.ticket}
          ticket={ticket}
          draftKey={`${form} ${organisation} ${ticket.ticket}`}
          close={() => setForm(undefined)}
          send={async (fields) => taken(await doAction(organisation, ticket.ticket, form, fields))}
        />
      )}
    </>
  );
}
