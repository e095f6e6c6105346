import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';

import { Problem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import { Bones, Empty } from '../parts/Empty';
import { ProblemNote } from '../parts/ProblemNote';
import { readPeopleSearch } from '../people/search';
import { DeskPage } from '../queue/DeskPage';
import { readQueueSearch } from '../queue/search';
import { readRecordSearch } from '../record/timeline';
import { readSettingsSearch } from '../settings/search';
import { Shell } from './Shell';
import { words } from './words';

// Every address of the pages. What the queue needs is in the first script; the rest comes when it is gone to.

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <Empty title={words.nothingHere}>{words.nothingHereText}</Empty>,
  errorComponent: ({ error }) => (
    <div style={{ padding: 20 }}>
      <ProblemNote error={error} again={() => location.reload()} />
    </div>
  ),
});

async function signedIn(address: string) {
  try {
    return await queries.ensureQueryData(meQuery);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      throw redirect({ to: '/sign-in', search: address === '/' ? {} : { back: address } });
    }
    throw error;
  }
}

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ location }) => {
    const me = await signedIn(location.href);
    const last = localStorage.getItem('concordat-here');
    const known = me.organisations.find((one) => one.id === last) ?? me.organisations[0];
    const organisation = last === 'all' && me.organisations.length > 1 ? 'all' : known?.id;
    if (organisation) throw redirect({ to: '/$organisation', params: { organisation } });
  },
  component: () => <Empty title={words.nothingHere}>{words.nothingHereText}</Empty>,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a path of ours: a link must not be able to lead elsewhere after signing in.
  validateSearch: (search): { back?: string } =>
    typeof search.back === 'string' && /^\/(?![/\\])/.test(search.back) ? { back: search.back } : {},
  component: lazyRouteComponent(() => import('../enter/SignIn'), 'SignIn'),
});
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../enter/SetUp'), 'SetUp'),
});
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('../enter/Join'), 'Join'),
});
const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  beforeLoad: ({ location }) => signedIn(location.href),
  component: lazyRouteComponent(() => import('../enter/SecondFactor'), 'SecondFactor'),
});

const organisation = createRoute({
  getParentRoute: () => root,
  path: '/$organisation',
  beforeLoad: async ({ location }) => void (await signedIn(location.href)),
  component: Shell,
});
const home = createRoute({
  getParentRoute: () => organisation,
  path: '/',
  component: lazyRouteComponent(() => import('./Home'), 'Home'),
});
const desk = createRoute({
  getParentRoute: () => organisation,
  id: 'desk',
  validateSearch: readQueueSearch,
  component: DeskPage,
});
const queue = createRoute({ getParentRoute: () => desk, path: '/queue', component: () => null });
const ticket = createRoute({
  getParentRoute: () => desk,
  path: '/tickets/$ticket',
  component: lazyRouteComponent(() => import('../ticket/TicketPage'), 'TicketPage'),
});
const requests = createRoute({
  getParentRoute: () => organisation,
  path: '/requests',
  component: lazyRouteComponent(() => import('../requests/RequestsPage'), 'RequestsPage'),
});
const request = createRoute({
  getParentRoute: () => organisation,
  path: '/requests/$ticket',
  component: lazyRouteComponent(() => import('../requests/RequestPage'), 'RequestPage'),
});
const order = createRoute({
  getParentRoute: () => organisation,
  path: '/requests/order/$item',
  component: lazyRouteComponent(() => import('../catalogue/OrderPage'), 'OrderPage'),
});
const now = createRoute({
  getParentRoute: () => organisation,
  path: '/now',
  component: lazyRouteComponent(() => import('../now/NowPage'), 'NowPage'),
});
const changes = createRoute({
  getParentRoute: () => organisation,
  path: '/changes',
  component: lazyRouteComponent(() => import('../changes/ChangesPage'), 'ChangesPage'),
});
const agreement = createRoute({
  getParentRoute: () => organisation,
  path: '/agreement',
  component: lazyRouteComponent(() => import('../agreement/AgreementPage'), 'AgreementPage'),
});
const begin = createRoute({
  getParentRoute: () => organisation,
  path: '/begin',
  component: lazyRouteComponent(() => import('../begin/BeginPage'), 'BeginPage'),
});
const people = createRoute({
  getParentRoute: () => organisation,
  path: '/people',
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import('../people/PeoplePage'), 'PeoplePage'),
});
const record = createRoute({
  getParentRoute: () => organisation,
  path: '/record',
  validateSearch: readRecordSearch,
  component: lazyRouteComponent(() => import('../record/RecordPage'), 'RecordPage'),
});
const settings = createRoute({
  getParentRoute: () => organisation,
  path: '/settings',
  validateSearch: readSettingsSearch,
  component: lazyRouteComponent(() => import('../settings/SettingsPage'), 'SettingsPage'),
});

const agreementDraft = createRoute({
  getParentRoute: () => organisation,
  path: '/agreement/draft',
  component: lazyRouteComponent(() => import('../agreement/DraftPage'), 'DraftPage'),
});
const agreementVersion = createRoute({
  getParentRoute: () => organisation,
  path: '/agreement/versions/$version',
  component: lazyRouteComponent(() => import('../agreement/VersionPage'), 'VersionPage'),
});

const tree = root.addChildren([
  index,
  signIn,
  setUp,
  join,
  secondFactor,
  organisation.addChildren([
    home,
    desk.addChildren([queue, ticket]),
    requests,
    request,
    order,
    now,
    changes,
    agreement,
    agreementDraft,
    agreementVersion,
    begin,
    people,
    record,
    settings,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPendingComponent: () => <Bones />,
  defaultPendingMs: 150,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
