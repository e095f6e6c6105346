import type { VersionList } from '../api/types';
import { Icon } from '../parts/icons';
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
    <section aria-label={words.history} className={classes.versions}>
      <h2>{words.history}</h2>
      <ol>
        {list?.versions.map((one) => (
          <li key={one.version} data-force={one.version === list.in_force || undefined}>
            <span>
              <b>{dateWords(one.effective, now)}</b>{' '}
              <span className="quiet">
                {one.in_force_from ? words.since(dateWords(one.in_force_from, now)) : words.neverInForce},{' '}
                {words.proposed(dateWords(one.proposed, now))}
              </span>
            </span>
            {one.approvals.length > 0 && (
              <span className="quiet">{words.approvedBy(names(one.approvals.map((by) => by.party)))}</span>
            )}
            {one.not_agreed_by.length > 0 && (
              <span className={classes.missing}>{words.notAgreed(names(one.not_agreed_by))}</span>
            )}
            {one.not_agreed_by.includes(organisation.party) && (
              <details>
                <summary>{words.approve}</summary>
                <p>{words.approveText}</p>
                <a href={`/api/v1/organisations/${id}/agreement/versions/${one.version}`} download="version.json">
                  <Icon name="download" /> {words.save}
                </a>
                <pre tabIndex={0}>
                  {`concordat agreement sign version.json --as ${organisation.party} --key YOUR.key > approval.json`}
                </pre>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
