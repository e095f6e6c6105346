import { Outlet, useParams, useRouterState } from '@tanstack/react-router';

import { QueuePane } from './QueuePane';
import classes from './queue.module.css';

/** The list, and beside it the ticket that is open. The list stays as it is while tickets open and close. */
export function DeskPage() {
  const { organisation } = useParams({ from: '/$organisation' });
  const openTicket = useRouterState({
    select: (state) => {
      const match = state.matches.find((one) => one.routeId === '/$organisation/desk/tickets/$ticket');
      return match ? (match.params as { ticket?: string; organisation: string }) : undefined;
    },
  });
  return (
    <div className={classes.desk} {...(openTicket ? { 'data-open': '' } : {})}>
      <QueuePane organisation={organisation} {...(openTicket?.ticket ? { openTicket: openTicket.ticket } : {})} />
      <Outlet />
    </div>
  );
}
