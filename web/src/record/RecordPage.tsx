import { Button, Menu } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';

import { Icon } from '../parts/icons';
import { locale } from '../parts/language';
import { partyName, partyOrder, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { Tabs } from '../parts/Tabs';
import { lengthWords } from '../parts/time';
import { useExact, useNow } from '../parts/Time';
import { useMay } from '../people/data';
import { Checkpoints } from './Checkpoints';
import { allKeys, checkpointsQuery, entriesQuery, keysQuery } from './data';
import classes from './record.module.css';
import { sealOf } from './seal';
import { Timeline } from './Timeline';
import { Verify } from './Verify';
import { words } from './words';

/** What happened, in the order in which it was written down; how far it is agreed; and how anybody checks that. */
export function RecordPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { view } = useSearch({ from: '/$organisation/record' });
  const { organisation } = usePlace();
  const mayExport = useMay(id, 'export');
  const own = organisation.parties.find((one) => one.key === organisation.party)?.kind === 'internal';
  const tabs = [
    { view: undefined, label: words.timeline },
    { view: 'checkpoints', label: words.checkpoints },
    { view: 'verify', label: words.verify },
  ] as const;
  const address = (party: string) => `/api/v1/organisations/${id}/bundle?as=${encodeURIComponent(party)}`;
  return (
    <div className={sheet.page}>
      <header className={sheet.head}>
        <h1>{words.title}</h1>
        <RecordSeal organisation={id} />
        {mayExport && own && (
          <Menu position="bottom-end" shadow="md" width={240}>
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<Icon name="download" />}>
                {words.download}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{words.downloadFor}</Menu.Label>
              {partyOrder(organisation).map((one) => (
                <Menu.Item key={one} component="a" href={address(one)} download={`${one}.bundle`}>
                  {partyName(organisation, one)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {mayExport && !own && (
          <Button
            component="a"
            href={address(organisation.party)}
            download={`${organisation.party}.bundle`}
            size="xs"
            variant="default"
            leftSection={<Icon name="download" />}
          >
            {words.download}
          </Button>
        )}
      </header>
      <Tabs label={words.views} at={view ?? ''}>
        {tabs.map((one) => (
          <Link
            key={one.label}
            to="/$organisation/record"
            params={{ organisation: id }}
            search={one.view ? { view: one.view } : {}}
            activeOptions={{ exact: true }}
            aria-current={one.view === view ? 'page' : undefined}
          >
            {one.label}
          </Link>
        ))}
      </Tabs>
      {view === undefined && <Timeline organisation={id} />}
      {view === 'checkpoints' && <Checkpoints organisation={id} />}
      {view === 'verify' && <Verify organisation={id} />}
    </div>
  );
}

/** How far another party has signed for the record, and how long ago. */
function RecordSeal({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const now = useNow();
  const exact = useExact();
  const checkpoints = useInfiniteQuery(checkpointsQuery(id));
  const keys = useQuery(keysQuery(id));
  const newest = useInfiniteQuery(entriesQuery(id, {}));
  if (!checkpoints.data || !keys.data) return <span className={classes.seal} />;
  const all = checkpoints.data.pages.flatMap((one) => one.checkpoints);
  const seal = sealOf(all, allKeys(keys.data), keys.data.host.party);
  if (seal.agreed === 0) {
    return (
      <span className={classes.seal} title={words.oursOnlyHint}>
        <span className={sheet.mark} data-tone="warn">
          {words.oursOnly}
        </span>
      </span>
    );
  }
  const last = seal.by.reduce((a, b) => ((a.at ?? '') > (b.at ?? '') ? a : b));
  const age = (now - Date.parse(last.at ?? '')) / 1000;
  const since = (newest.data?.pages[0]?.entries[0]?.sequence ?? -1) + 1 - seal.agreed;
  return (
    <span className={classes.seal}>
      <span className={sheet.mark} data-tone="good">
        {words.agreedTo(seal.agreed.toLocaleString(locale))}
      </span>
      <span className="quiet" title={exact(last.at ?? '')}>
        {words.cosigned(last.party ? partyName(organisation, last.party) : last.name)} {words.ago(lengthWords(age))}
        {since > 0 && `; ${words.since(since.toLocaleString(locale))}`}
      </span>
    </span>
  );
}
