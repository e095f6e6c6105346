import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { Icon } from '../parts/icons';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { Tabs } from '../parts/Tabs';
import { useHeard } from '../shell/live';
import { AskAgreement } from './AskAgreement';
import { Contracts } from './Contracts';
import { accessChanged, accessQuery, useMay } from './data';
import { Invite } from './Invite';
import { PeopleList } from './PeopleList';
import { Rights } from './Rights';
import type { PeopleView } from './search';
import { words } from './words';

/** Who is here, what each may do and why, what is given beside the agreement, and what can be taken from a party. */
export function PeoplePage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { view = 'people' } = useSearch({ from: '/$organisation/people' });
  const place = usePlace();
  const [inviting, setInviting] = useState(false);
  const access = useQuery(accessQuery(id));
  const mayInvite = useMay(id, 'invite', place.organisation.party);
  useHeard((heard) => {
    if (heard.organisation === id && /^(access|authority|party)\./.test(heard.kind)) accessChanged(id);
  });
  const beside = (access.data ?? []).filter((one) => !['owner', 'administrator', 'member'].includes(one.what)).length;
  const tabs: { view: PeopleView; label: string; count?: number }[] = [
    { view: 'people', label: words.people, count: place.people.size },
    { view: 'rights', label: words.rights, count: beside },
    { view: 'ask', label: words.ask },
    { view: 'contracts', label: words.contracts },
  ];
  return (
    <div className={sheet.page}>
      <header className={sheet.head}>
        <h1>{words.title}</h1>
        {mayInvite && (
          <Button size="xs" leftSection={<Icon name="plus" />} onClick={() => setInviting(true)}>
            {words.invite}
          </Button>
        )}
      </header>
      <Tabs label={words.views} at={view}>
        {tabs.map((one) => (
          <Link
            key={one.view}
            to="/$organisation/people"
            params={{ organisation: id }}
            search={one.view === 'people' ? {} : { view: one.view }}
            activeOptions={{ exact: true }}
            aria-current={one.view === view ? 'page' : undefined}
          >
            {one.label} {one.count !== undefined && <small>{one.count}</small>}
          </Link>
        ))}
      </Tabs>
      {view === 'people' && <PeopleList organisation={id} invite={mayInvite ? () => setInviting(true) : undefined} />}
      {view === 'rights' && <Rights organisation={id} />}
      {view === 'ask' && <AskAgreement organisation={id} />}
      {view === 'contracts' && <Contracts organisation={id} />}
      {inviting && <Invite organisation={id} close={() => setInviting(false)} />}
    </div>
  );
}
