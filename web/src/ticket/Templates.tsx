import { Menu, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { Template, Ticket } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { usePlace } from '../parts/place';
import { applyTemplate, templatesQuery } from '../templates/data';
import { filledIn, type Step, stepDetail, stepName, wordsToGive } from '../templates/steps';
import classes from '../templates/templates.module.css';
import { words } from '../templates/words';
import talk from './talk.module.css';
import { useTaken } from './data';

/** Several deeds at once, by a template of one's party; absent where there is none. */
export function Templates({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const [chosen, setChosen] = useState<Template>();
  const list = useQuery(templatesQuery(organisation));
  if (!list.data || list.data.length === 0) return null;
  return (
    <>
      <Menu position="top-end" shadow="md" width={240}>
        <Menu.Target>
          <button type="button" className={talk.templates}>
            {words.templates}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {list.data.map((one) => (
            <Menu.Item key={one.id} onClick={() => setChosen(one)}>
              {one.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item component={Link} to="/$organisation/settings" params={{ organisation } as never} search={{ view: 'templates' } as never}>
            {words.keep}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {chosen && <Use organisation={organisation} ticket={ticket} template={chosen} close={() => setChosen(undefined)} />}
    </>
  );
}

interface UseProps {
  organisation: string;
  ticket: Ticket;
  template: Template;
  close: () => void;
}

/** What it will do to this ticket, in the words that will stand there; its own words are asked for first. */
function Use({ organisation, ticket, template, close }: UseProps) {
  const place = usePlace();
  const taken = useTaken(organisation, ticket.ticket);
  const [given, setGiven] = useState<Record<string, string>>({});
  const steps = template.steps as Step[];
  const asked = wordsToGive(steps);
  const known = { ticket: ticket.ticket, subject: ticket.subject ?? '', requester: ticket.requester?.name ?? '', me: place.me?.name ?? '', ...given };
  return (
    <Confirm
      title={words.useTitle(template.name)}
      deed={words.use}
      wait={asked.some((one) => !given[one]?.trim())}
      close={close}
      run={async () => taken(await applyTemplate(organisation, ticket.ticket, template.id, given))}
    >
      <p>{words.useText}</p>
      {asked.map((one, i) => (
        <TextInput
          key={one}
          label={one}
          dir="auto"
          value={given[one] ?? ''}
          {...(i === 0 ? { 'data-autofocus': true } : {})}
          onChange={(event) => setGiven({ ...given, [one]: event.currentTarget.value })}
        />
      ))}
      <ol className={classes.does}>
        {steps.map((one, i) => (
          <li key={i}>
            {stepName(one.command)}
            <q dir="auto">{filledIn(stepDetail(one, place), known)}</q>
          </li>
        ))}
      </ol>
    </Confirm>
  );
}
