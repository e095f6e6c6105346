import { Link } from '@tanstack/react-router';

import { Empty } from '../parts/Empty';
import { partyName, usePlace } from '../parts/place';
import { dateWords } from '../parts/time';
import { useComing } from './data';
import { words } from './words';

/** Before there is one: what it would say, and the way to the first; or from when on the first is in force. */
export function NoAgreement({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const coming = useComing(organisation);
  if (coming?.in_force_from) {
    const missing = coming.not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
    const see = (
      <Link to="/$organisation/agreement/versions/$version" params={{ organisation: id, version: coming.version }}>
        {words.seeComing}
      </Link>
    );
    return (
      <Empty title={words.comes(dateWords(coming.in_force_from, Date.now()))} action={see}>
        {missing ? words.notAgreed(missing) : words.agreed}. {words.comesText}
      </Empty>
    );
  }
  const begin = (
    <Link to="/$organisation/begin" params={{ organisation: id }}>
      {words.begin}
    </Link>
  );
  return (
    <Empty title={words.none} action={begin}>
      {words.noneText}
    </Empty>
  );
}
