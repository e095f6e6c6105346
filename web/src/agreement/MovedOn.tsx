import { Link } from '@tanstack/react-router';

import { Icon } from '../parts/icons';
import classes from './draft.module.css';
import { words } from './words';

/** While somebody wrote, others did something to the versions: that has to be seen before more is proposed. */
export function MovedOn({ organisation, carryOn }: { organisation: string; carryOn: () => void }) {
  return (
    <div role="status" className={classes.moved}>
      <Icon name="warn" />
      <span>
        <strong>{words.movedOn}</strong> {words.movedOnHint}
      </span>
      <Link to="/$organisation/agreement" params={{ organisation }} hash="versions">
        {words.seeVersions}
      </Link>
      <button type="button" onClick={carryOn}>
        {words.carryOn}
      </button>
    </div>
  );
}
