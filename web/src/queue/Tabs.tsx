import { useRef, type KeyboardEvent } from 'react';

import type { TicketCounts } from '../api/types';
import holder from '../parts/holder.module.css';
import { locale } from '../parts/language';
import { Swatch } from '../parts/Holder';
import { partyFace, partyOrder, useMaybePlace } from '../parts/place';
import classes from './queue.module.css';
import { moreTabs, tabs, type Tab } from './search';
import { tabWords, words } from './words';

const countOf = (tab: Tab, counts?: TicketCounts): number | undefined =>
  counts &&
  {
    'with-us': counts.with_us,
    'with-them': counts.with_them,
    'with-nobody': counts.with_nobody,
    'waiting-for-requester': counts.waiting_for_requester,
    open: counts.open,
    all: undefined,
    mine: undefined,
    offered: undefined,
    requested: undefined,
  }[tab];

export function Tabs(props: { chosen: Tab; counts?: TicketCounts | undefined; choose: (tab: Tab) => void; narrow: boolean }) {
  const { chosen, counts, choose } = props;
  const place = useMaybePlace();
  const list = useRef<HTMLDivElement>(null);
  const organisation = place?.organisation;
  const other = organisation ? (partyOrder(organisation).find((one) => one !== organisation.party) ?? '') : '';
  const face: Partial<Record<Tab, string>> = {
    'with-us': partyFace(organisation, organisation?.party ?? ''),
    'with-them': partyFace(organisation, other),
    'with-nobody': holder.nobody ?? '',
    'waiting-for-requester': holder.requester ?? '',
  };
  const shown: Tab[] = [...tabs, ...moreTabs];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(chosen) + step + shown.length) % shown.length] as Tab;
    choose(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div className={classes.tabs} role="tablist" aria-label={words.title} ref={list} onKeyDown={onKeyDown}>
      {shown.map((tab) => {
        const count = countOf(tab, counts);
        return (
          <button
            key={tab}
            type="button"
            role="tab"
            data-tab={tab}
            className={classes.tab}
            aria-selected={tab === chosen}
            tabIndex={tab === chosen ? 0 : -1}
            onClick={() => choose(tab)}
          >
            {face[tab] !== undefined && <Swatch face={face[tab] ?? ''} />}
            {tabWords[tab]}
            {count !== undefined && <output>{count.toLocaleString(locale)}</output>}
          </button>
        );
      })}
    </div>
  );
}
