import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { useComing } from '../agreement/data';
import { Icon } from '../parts/icons';
import { partyName, type Place } from '../parts/place';
import { dateWords } from '../parts/time';
import classes from './shell.module.css';
import { words } from './words';

/** Stands on every page until both sides have agreed; on paper too. */
export function AgreementNotice({ place }: { place: Place }) {
  const { organisation } = place;
  const coming = useComing(organisation);
  const missing = (coming ?? organisation).not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
  if (organisation.agreement && missing === '') return null;
  const said = coming?.in_force_from
    ? [words.comes(dateWords(coming.in_force_from, Date.now())), missing && words.notAgreed(missing)].filter(Boolean).join(' · ')
    : organisation.agreement
      ? words.notAgreed(missing)
      : words.noAgreement;
  const hint = organisation.agreement ? words.notAgreedHint : words.noAgreementHint;
  return (
    <section aria-label={words.standing} className={classes.standing}>
      <Tooltip label={hint} position="top-start">
        <Link
          to={organisation.agreement || coming ? '/$organisation/agreement' : '/$organisation/begin'}
          params={{ organisation: organisation.id }}
          className={classes.notice}
          aria-description={hint}
        >
          <Icon name="warn" /> {said}
        </Link>
      </Tooltip>
    </section>
  );
}
