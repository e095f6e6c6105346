import { useQuery } from '@tanstack/react-query';

import { Copyable } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { allKeys, keysQuery } from './data';
import classes from './record.module.css';
import { verifyWords as words } from './words';

/** How anybody checks the record without this service, with the commands as they are. */
export function Verify({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const keys = useQuery(keysQuery(id));
  const trust = allKeys(keys.data)
    .map((one) => words.trust(one.vkey))
    .join('');
  const verify = words.verify(`${organisation.party}.bundle`, trust);
  const watch = words.witness(location.origin, `mirror-of-${id}`);
  return (
    <div className={classes.verify}>
      <p className={sheet.lead}>{words.lead}</p>
      <ProblemNote error={keys.error} />
      <ol>
        <li>
          <h2>{words.steps.download}</h2>
          <p className="quiet">{words.steps.downloadText}</p>
        </li>
        <li>
          <h2>{words.steps.check}</h2>
          <p className="quiet">{words.steps.checkText}</p>
          <Copyable text={verify} label={words.command} />
        </li>
        <li>
          <h2>{words.steps.read}</h2>
          <dl className={classes.exits}>
            {Object.entries(words.exits).map(([code, means]) => (
              <div key={code}>
                <dt>{code}</dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">{words.without}</p>
        </li>
        <li>
          <h2>{words.steps.watch}</h2>
          <p className="quiet">{words.steps.watchText}</p>
          <Copyable text={watch} label={words.command} />
        </li>
      </ol>
    </div>
  );
}
