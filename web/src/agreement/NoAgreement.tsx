import { Link } from '@tanstack/react-router';

import { Empty } from '../parts/Empty';
import { words } from './words';

/** Before there is one: what it would say, and the way to the first. */
export function NoAgreement({ organisation }: { organisation: string }) {
  const begin = (
    <Link to="/$organisation/begin" params={{ organisation }}>
      {words.begin}
    </Link>
  );
  return (
    <Empty title={words.none} action={begin}>
      {words.noneText}
    </Empty>
  );
}
