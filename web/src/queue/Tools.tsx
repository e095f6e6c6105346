import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ask, change, client } from '../api/client';
import { queries } from '../api/queries';
import type { SavedView } from '../api/types';
import { Icon } from '../parts/icons';
import { useKeys } from '../shell/keys';
import { fromParameters, write } from './filters';
import { NewTicket } from './NewTicket';
import classes from './queue.module.css';
import { SaveView } from './SaveView';
import { readQueueSearch, type QueueSearch } from './search';
import { words } from './words';

const viewsQuery = (organisation: string) => ({
  queryKey: ['views', organisation],
  queryFn: async () => {
    const path = '/api/v1/organisations/{organisation}/views';
    return ((await ask(client.GET(path, { params: { path: { organisation } } }))).views ?? []) as SavedView[];
  },
  enabled: organisation !== 'all',
});

/** A view's query as the address of the queue. */
function searchOf(view: SavedView): QueueSearch {
  const asked = new URLSearchParams(view.query);
  return readQueueSearch({
    tab: asked.get('tab') ?? 'open',
    sort: asked.get('sort'),
    dir: asked.get('direction'),
    q: write(fromParameters(asked)) || undefined,
    view: view.view,
  });
}

interface Props {
  organisation: string;
  search: QueueSearch;
  asked: Record<string, string>;
  go: (change: Partial<QueueSearch>) => void;
}

/** Saved views, and a new ticket. */
export function Tools({ organisation, search, asked, go }: Props) {
  const views = useQuery(viewsQuery(organisation));
  const [open, setOpen] = useState<'new' | 'save'>();
  const one = organisation !== 'all';
  const chosen = views.data?.find((view) => view.view === search.view);
  useKeys(one ? [{ keys: 'c', words: words.newTicket, group: words.act, run: () => setOpen('new') }] : []);
  const forget = async (view: SavedView) => {
    const path = { organisation, view: view.view };
    await ask(client.DELETE('/api/v1/organisations/{organisation}/views/{view}', { params: { path } }));
    void queries.invalidateQueries({ queryKey: ['views', organisation] });
    go({ view: undefined } as Partial<QueueSearch>);
  };
  if (!one) return null;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <button type="button" className={classes.tool} aria-label={words.views}>
            <Icon name="eye" /> <span>{chosen?.name ?? words.viewsShort}</span> <Icon name="down" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{words.views}</Menu.Label>
          {views.data?.length === 0 && (
            <p className="quiet" style={{ padding: '4px 12px 8px' }}>
              {words.noViews}
            </p>
          )}
          {views.data?.map((view) => (
            <Menu.Item
              key={view.view}
              leftSection={view === chosen ? <Icon name="check" /> : <span style={{ width: 16 }} />}
              rightSection={<span className="quiet">{words.reach[view.reach]}</span>}
              onClick={() => go({ tab: undefined, q: undefined, sort: undefined, dir: undefined, ...searchOf(view) } as QueueSearch)}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="plus" />} onClick={() => setOpen('save')}>
            {words.saveView}
          </Menu.Item>
          {chosen?.may_change && (
            <Menu.Item leftSection={<Icon name="close" />} onClick={() => void forget(chosen)}>
              {words.forget}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <button type="button" aria-label={words.newTicket} className={`${classes.tool} ${classes.primary}`} onClick={() => setOpen('new')}>
        <Icon name="plus" /> <span>{words.newTicket}</span>
      </button>
      {open === 'new' && <NewTicket organisation={organisation} close={() => setOpen(undefined)} />}
      {open === 'save' && (
        <SaveView
          organisation={organisation}
          query={new URLSearchParams(asked).toString()}
          close={() => setOpen(undefined)}
          saved={(view) => {
            void queries.invalidateQueries({ queryKey: ['views', organisation] });
            go({ view: view.view });
          }}
        />
      )}
    </>
  );
}

/** Keeps a list by a name. */
export const saveView = (organisation: string, name: string, reach: SavedView['reach'], team: string, query: string) =>
  change((header) =>
    client.POST('/api/v1/organisations/{organisation}/views', {
      params: { path: { organisation }, header },
      body: { name, reach, query, ...(team ? { team } : {}) },
    }),
  ) as Promise<SavedView>;
