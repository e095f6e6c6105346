import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';

import { meQuery, organisationQuery, peopleQuery, queries } from '../api/queries';
import { asProblem } from '../api/problem';
import { SignInAgain } from '../enter/SignInAgain';
import { Bones } from '../parts/Empty';
import { Icon, type IconName } from '../parts/icons';
import { isStaff, placeOf, PlaceProvider, type Place } from '../parts/place';
import { ContractZone } from '../parts/Time';
import { AccountMenu } from './AccountMenu';
import { AgreementNotice } from './AgreementNotice';
import { Banner } from './Banner';
import { CannotEnter } from './CannotEnter';
import { HelpSheet } from './HelpSheet';
import { isMac, useKeys } from './keys';
import { beginListening, useHeard } from './live';
import { Mark } from './Mark';
import { Palette, type Command } from './Palette';
import classes from './shell.module.css';
import { words } from './words';

type Target =
  | '/$organisation/queue'
  | '/$organisation/now'
  | '/$organisation/changes'
  | '/$organisation/requests'
  | '/$organisation/agreement'
  | '/$organisation/people'
  | '/$organisation/record'
  | '/$organisation/settings';
interface Item {
  to: Target;
  icon: IconName;
  label: string;
  key: string;
  staff: boolean;
}
const items: Item[] = [
  { to: '/$organisation/queue', icon: 'queue', label: words.queue, key: 'q', staff: true },
  { to: '/$organisation/now', icon: 'now', label: words.now, key: 'n', staff: true },
  { to: '/$organisation/changes', icon: 'changes', label: words.changes, key: 'c', staff: true },
  { to: '/$organisation/requests', icon: 'requests', label: words.requests, key: 'r', staff: false },
  { to: '/$organisation/agreement', icon: 'agreement', label: words.agreement, key: 'a', staff: true },
  { to: '/$organisation/people', icon: 'people', label: words.people, key: 'p', staff: true },
  { to: '/$organisation/record', icon: 'record', label: words.record, key: 'e', staff: true },
  { to: '/$organisation/settings', icon: 'settings', label: words.settings, key: 's', staff: false },
];

/** The frame of every page of an organisation, or of all of them at once. */
export function Shell() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const me = useQuery(meQuery);
  const all = id === 'all';
  const organisation = useQuery({ ...organisationQuery(id), enabled: !all });
  const people = useQuery({ ...peopleQuery(id), enabled: !all });
  const [open, setOpen] = useState<'palette' | 'help'>();
  const navigate = useNavigate();

  useEffect(beginListening, []);
  useEffect(() => {
    localStorage.setItem('concordat-here', id);
  }, [id]);
  useHeard((heard) => {
    if (heard.kind.startsWith('ticket.') || heard.kind.startsWith('clock.')) return;
    void queries.invalidateQueries({ queryKey: ['organisation', heard.organisation] });
    void queries.invalidateQueries({ queryKey: ['people', heard.organisation] });
  });

  const place = useMemo<Place | undefined>(() => {
    return organisation.data && placeOf(organisation.data, people.data ?? []);
  }, [organisation.data, people.data]);

  const staff = all || !place || isStaff(place);
  const shown = items.filter((one) => (all ? one.icon === 'queue' : staff || !one.staff));
  const go: Command[] = shown.map((one) => ({
    id: one.to,
    words: words.goTo(one.label),
    icon: one.icon,
    keys: `g ${one.key}`,
    run: () => void navigate({ to: one.to, params: { organisation: id } }),
  }));
  useKeys([
    { keys: 'mod+k', words: words.search, group: words.go, whileTyping: true, run: () => setOpen('palette') },
    { keys: '/', words: words.find, group: words.go, run: () => setOpen('palette') },
    { keys: '?', words: words.sheet, group: words.go, run: () => setOpen('help') },
    ...go.map((one) => ({ keys: one.keys as string, words: one.words, group: words.go, run: one.run })),
  ]);

  // Without room for the side it stands above the page.
  const narrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });

  if (!me.data) return <Bones />;
  const notice = place && staff && <AgreementNotice place={place} />;
  const name = all ? words.all : (organisation.data?.name ?? me.data.organisations.find((one) => one.id === id)?.name);
  const trouble = organisation.error ?? (all ? null : people.error);
  const body = trouble ? (
    <CannotEnter problem={asProblem(trouble)} me={me.data} organisation={id} />
  ) : all || (place && people.data) ? (
    <Outlet />
  ) : (
    <Bones />
  );
  return (
    <PlaceProvider value={place}>
      <ContractZone.Provider value={place?.organisation.zone || undefined}>
        <a className={classes.skip} href="#page">
          {words.skip}
        </a>
        <div className={classes.shell}>
          <aside className={classes.side}>
            <AccountMenu me={me.data} here={id}>
              <button type="button" className={classes.switch}>
                <Mark className={classes.mark} />
                <span style={{ minWidth: 0 }}>
                  <strong className="ellipsis">{name}</strong>
                  <small className="ellipsis">{me.data.name}</small>
                </span>
              </button>
            </AccountMenu>
            <button type="button" className={classes.find} onClick={() => setOpen('palette')}>
              <Icon name="search" /> {words.search} <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
            </button>
            <nav className={classes.nav} aria-label={words.pages}>
              {shown.map((one) => (
                <Link key={one.to} to={one.to} params={{ organisation: id }} activeProps={{ 'aria-current': 'page' }}>
                  <Icon name={one.icon} /> {one.label}
                </Link>
              ))}
            </nav>
            <div className={classes.foot}>{!narrow && notice}</div>
          </aside>
          <div className={classes.main}>
            <Banner />
            {narrow && notice}
            <main id="page" tabIndex={-1} className={classes.page}>
              {body}
            </main>
          </div>
          <nav className={classes.bottom} aria-label={words.pages}>
            {shown.filter((one) => one.icon !== 'changes').slice(0, 3).map((one) => (
              <Link key={one.to} to={one.to} params={{ organisation: id }} activeProps={{ 'aria-current': 'page' }}>
                <Icon name={one.icon} /> {one.label}
              </Link>
            ))}
            <button type="button" onClick={() => setOpen('palette')}>
              <Icon name="search" /> {words.more}
            </button>
            <AccountMenu me={me.data} here={id}>
              <button type="button" aria-label={`${name ?? ''}, ${me.data.name}`}>
                <Mark className={classes.mark} />
              </button>
            </AccountMenu>
          </nav>
        </div>
        {open === 'palette' && (
          <Palette {...(all ? {} : { organisation: id })} go={go} close={() => setOpen(undefined)} />
        )}
        {open === 'help' && <HelpSheet close={() => setOpen(undefined)} />}
        <SignInAgain />
      </ContractZone.Provider>
    </PlaceProvider>
  );
}
