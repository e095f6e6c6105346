import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';

import { ask, client } from '../api/client';
import type { Found } from '../api/types';
import { Icon, type IconName } from '../parts/icons';
import { knownKeys, keyLabel } from './keys';
import classes from './palette.module.css';
import { words } from './words';

export interface Command {
  id: string;
  words: string;
  icon?: IconName;
  keys?: string;
  detail?: string;
  /** The organisation of a ticket, where it is not said by the page. */
  where?: string;
  run: () => void;
}

/** All words of the question begin some word of the text. */
export function matches(text: string, question: string): boolean {
  const known = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return question
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => known.some((word) => word.startsWith(part)));
}

function find(organisation: string | undefined, q: string, signal: AbortSignal) {
  const query = { q, limit: '8' };
  if (!organisation) return ask(client.GET('/api/v1/me/search', { params: { query }, signal }));
  const path = { organisation };
  return ask(client.GET('/api/v1/organisations/{organisation}/search', { params: { path, query }, signal }));
}

/**
 * Ctrl or Cmd K: go anywhere, do anything that has a key here, find a ticket by its name or words. Without an organisation
 * those of all of them are found, each with its organisation.
 */
export function Palette({ organisation, go, close }: { organisation?: string; go: Command[]; close: () => void }) {
  const [question, setQuestion] = useState('');
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const asked = useDeferredValue(question.trim());
  const here = useMemo<Command[]>(
    () =>
      knownKeys()
        .filter((one) => one.group !== words.go && one.keys !== 'mod+k')
        .map((one) => ({ id: one.keys, words: one.words, keys: one.keys, run: one.run })),
    [],
  );
  const found = useQuery({
    queryKey: ['search', organisation, asked],
    enabled: asked.length > 1,
    queryFn: async ({ signal }) => (await find(organisation, asked, signal)) as Found,
  });
  const tickets: Command[] = (found.data?.hits ?? []).map((hit) => ({
    id: `ticket ${hit.ticket.organisation} ${hit.ticket.ticket}`,
    words: hit.ticket.subject || hit.ticket.ticket,
    detail: hit.ticket.ticket,
    ...(organisation ? {} : { where: hit.ticket.organisation_name }),
    run: () =>
      void navigate({
        to: '/$organisation/tickets/$ticket',
        params: { organisation: hit.ticket.organisation, ticket: hit.ticket.ticket },
      }),
  }));
  const shown = [...[...here, ...go].filter((one) => matches(one.words, question)), ...tickets];
  const chosen = Math.min(at, shown.length - 1);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const run = (command?: Command) => {
    close();
    command?.run();
  };
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      padding={0}
      size={560}
      title={words.search}
      styles={{ header: { display: 'none' } }}
    >
      <div className={classes.field}>
        <Icon name="search" />
        <input
          autoFocus
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen >= 0 ? `palette-${chosen}` : undefined}
          aria-label={words.search}
          placeholder={words.paletteHint}
          value={question}
          onChange={(event) => {
            setQuestion(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step) setAt((chosen + step + shown.length) % Math.max(1, shown.length));
            if (event.key === 'Enter') run(shown[chosen]);
            if (step || event.key === 'Enter') event.preventDefault();
          }}
        />
      </div>
      <ul id="palette-list" role="listbox" aria-label={words.found} className={classes.list} ref={list}>
        {shown.map((one, i) => (
          <li
            key={one.id}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === chosen}
            onMouseMove={() => setAt(i)}
            onClick={() => run(one)}
          >
            {one.detail ? <span className={classes.detail}>{one.detail}</span> : one.icon ? <Icon name={one.icon} /> : <Icon name="right" />}
            <span className="ellipsis" dir="auto">
              {one.words}
            </span>
            {one.where && <span className={`${classes.where} ellipsis`}>{one.where}</span>}
            {one.keys && (
              <span className={classes.keys}>
                {keyLabel(one.keys).map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className={classes.none} role="status">
          {found.isFetching ? words.looking : words.nothingFound}
        </p>
      )}
    </Modal>
  );
}
