import { Link } from '@tanstack/react-router';

import type { VersionList } from '../api/types';
import { partyName, usePlace } from '../parts/place';
import { dateWords } from '../parts/time';
import classes from './agreement.module.css';
import { words } from './words';

/** How the agreement came to be what it is: every version, who approved it, and what is missing. */
export function Versions({ list, organisation: id }: { list: VersionList | undefined; organisation: string }) {
  const { organisation } = usePlace();
  const now = Date.now();
  const names = (parties: string[]) => parties.map((one) => partyName(organisation, one)).join(', ');
  return (
    <section aria-label={words.history} className={classes.versions} id="versions">
      <h2>{words.history}</h2>
      <ol>
        {list?.versions.map((one) => (
          <li key={one.version} data-force={one.version === list.in_force || undefined}>
            <span>
              <Link
                to="/$organisation/agreement/versions/$version"
                params={{ organisation: id, version: one.version }}
              >
                {words.versionOf(dateWords(one.proposed, now))}
              </Link>{' '}
              <span className="quiet">
                {one.withdrawn
                  ? words.withdrawnOn(dateWords(one.withdrawn, now))
                  : one.in_force_from
                    ? (Date.parse(one.in_force_from) > now ? words.from : words.since)(dateWords(one.in_force_from, now))
                    : words.neverInForce}
              </span>
            </span>
            {one.approvals.length > 0 && (
              <span className="quiet">{words.approvedBy(names(one.approvals.map((by) => by.party)))}</span>
            )}
            {one.rejections.length > 0 && (
              <span className={classes.missing}>{words.rejectedBy(names(one.rejections.map((by) => by.party)))}</span>
            )}
            {!one.withdrawn && one.not_agreed_by.length > 0 && (
              <span className={classes.missing}>{words.notAgreed(names(one.not_agreed_by))}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
