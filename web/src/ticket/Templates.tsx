import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ask, change, client } from '../api/client';
import type { Template, Ticket } from '../api/types';
import { Confirm } from '../parts/Confirm';
import talk from './talk.module.css';
import { useTaken } from './data';
import classes from './ticket.module.css';
import { actionWords, besideWords as words } from './words';

/** Several deeds at once, by a template of one's party; absent where there is none. */
export function Templates({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const taken = useTaken(organisation, ticket.ticket);
  const [chosen, setChosen] = useState<Template>();
  const list = useQuery({
    queryKey: ['templates', organisation],
    staleTime: 5 * 60_000,
    retry: false,
    queryFn: async () =>
      ((await ask(client.GET('/api/v1/organisations/{organisation}/templates', { params: { path: { organisation } } }))).templates ??
        []) as Template[],
  });
  if (!list.data || list.data.length === 0) return null;
  const named = actionWords as Record<string, string>;
  return (
    <>
      <Menu position="top-end" shadow="md" width={240}>
        <Menu.Target>
          <button type="button" className={talk.attach}>
            {words.templates}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {list.data.map((one) => (
            <Menu.Item key={one.id} onClick={() => setChosen(one)}>
              {one.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <Confirm
          title={words.useTemplate(chosen.name)}
          deed={words.use}
          close={() => setChosen(undefined)}
          run={async () =>
            taken(
              (await change((header) =>
                client.POST('/api/v1/organisations/{organisation}/tickets/{ticket}/template', {
                  params: { path: { organisation, ticket: ticket.ticket }, header },
                  body: { id: chosen.id },
                }),
              )) as Ticket,
            )
          }
        >
          <p>{words.useText}</p>
          <ol className={classes.because}>
            {chosen.steps.map((one, i) => (
              <li key={i}>{named[one.command] ?? one.command}</li>
            ))}
          </ol>
        </Confirm>
      )}
    </>
  );
}
