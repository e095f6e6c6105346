import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { Icon } from '../parts/icons';
import { partyName, type Place } from '../parts/place';
import classes from './shell.module.css';
import { words } from './words';

/** Stands on every page until both sides have agreed. */
export function AgreementNotice({ place }: { place: Place }) {
  const { organisation } = place;
  const missing = organisation.not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
  if (organisation.agreement && missing === '') return null;
  const [title, hint] = organisation.agreement
    ? [words.notAgreed(missing), words.notAgreedHint]
    : [words.noAgreement, words.noAgreementHint];
  return (
    <Tooltip label={hint} position="top-start">
      <Link
        to={organisation.agreement ? '/$organisation/agreement' : '/$organisation/begin'}
        params={{ organisation: organisation.id }}
        className={classes.notice}
        aria-description={hint}
      >
        <Icon name="warn" /> {title}
      </Link>
    </Tooltip>
  );
}
