import type { Version } from '../api/types';
import { Icon } from '../parts/icons';
import { partyName, usePlace } from '../parts/place';
import classes from './agreement.module.css';
import { words } from './words';

/** Whether everybody agreed to a version, and who did not. */
export function Seal({ version }: { version: Version }) {
  const { organisation } = usePlace();
  if (version.withdrawn) {
    return (
      <span className={classes.seal} data-open>
        <Icon name="close" /> {words.withdrawnSeal}
      </span>
    );
  }
  const missing = version.not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
  return (
    <span className={classes.seal} data-open={missing !== '' || undefined}>
      <Icon name={missing ? 'warn' : 'check'} /> {missing ? words.notAgreed(missing) : words.agreed}
    </span>
  );
}
