import { Navigate, useParams } from '@tanstack/react-router';

import { isStaff, useMaybePlace } from '../parts/place';

/** Whoever works here begins with the queue, whoever asks for things with what they asked for. */
export function Home() {
  const { organisation } = useParams({ from: '/$organisation' });
  const place = useMaybePlace();
  const to = !place || isStaff(place) ? '/$organisation/queue' : '/$organisation/requests';
  return <Navigate to={to} params={{ organisation }} replace />;
}
