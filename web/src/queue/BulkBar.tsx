import { Modal } from '@mantine/core';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { TicketLine } from '../api/types';
import { useMaybePlace } from '../parts/place';
import { keyLabel } from '../shell/keys';
import { ActionForm } from '../ticket/ActionForm';
import type { Fields } from '../ticket/commands';
import { type Action, actionWords } from '../ticket/words';
import classes from './queue.module.css';
import { words } from './words';

const commands: Action[] = ['assign', 'classify', 'prioritise', 'owner', 'resolve', 'close', 'cancel'];
const atOnceMost = 200;

interface Failed {
  ticket: string;
  detail: string;
}

/** One command for all that are picked; each stands for itself, and what could not be done is listed. */
export function BulkBar({ lines, clear }: { lines: TicketLine[]; clear: () => void }) {
  const place = useMaybePlace();
  const [form, setForm] = useState<Action>();
  const [outcome, setOutcome] = useState<{ done: number; failed: Failed[] }>();
  const run = async (command: Action, fields: Fields) => {
    const found = { done: 0, failed: [] as Failed[] };
    for (const [organisation, tickets] of byOrganisation(lines)) {
      for (let i = 0; i < tickets.length; i += atOnceMost) {
        const body = { tickets: tickets.slice(i, i + atOnceMost), command, with: withoutEmpty(fields) as Record<string, never> };
        const path = { organisation };
        const said = await change((header) =>
          client.POST('/api/v1/organisations/{organisation}/bulk', { params: { path, header }, body }),
        );
        found.done += said.done;
        found.failed.push(...(said.results ?? []).filter((one) => one.status >= 300));
      }
    }
    if (found.failed.length > 0) setOutcome(found);
    else clear();
  };
  if (!place) return null; // over several organisations, teams and words differ
  return (
    <div className={classes.bulk} role="region" aria-label={words.pickedCount(lines.length)}>
      <b>{words.pickedCount(lines.length)}</b>
      {commands.map((one) => (
        <button key={one} type="button" className={classes.tool} onClick={() => (one === 'close' ? void run(one, {}) : setForm(one))}>
          {actionWords[one]}
        </button>
      ))}
      <button type="button" className={classes.tool} onClick={clear} style={{ marginLeft: 'auto' }}>
        {words.clear} <kbd>{keyLabel('Escape')}</kbd>
      </button>
      {form && (
        <ActionForm
          action={form}
          what={words.nTickets(lines.length)}
          draftKey={`bulk ${form}`}
          close={() => setForm(undefined)}
          send={(fields) => run(form, fields)}
        />
      )}
      {outcome && (
        <Modal
          opened
          onClose={() => {
            setOutcome(undefined);
            clear();
          }}
          title={words.results(outcome.done, outcome.done + outcome.failed.length)}
        >
          <p className="quiet" style={{ marginBottom: 12 }}>
            {words.resultsText}
          </p>
          <ul className={classes.results}>
            {outcome.failed.map((one) => (
              <li key={one.ticket}>
                <b>{one.ticket}</b>
                <span>{one.detail}</span>
              </li>
            ))}
          </ul>
        </Modal>
      )}
    </div>
  );
}

function byOrganisation(lines: TicketLine[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const one of lines) found.set(one.organisation, [...(found.get(one.organisation) ?? []), one.ticket]);
  return found;
}

const withoutEmpty = (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
