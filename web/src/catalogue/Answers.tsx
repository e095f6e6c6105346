import { useQuery } from '@tanstack/react-query';

import classes from './catalogue.module.css';
import { catalogueQuery } from './data';
import { readAnswers } from './form';
import { words } from './words';

/** What somebody answered when they ordered it. */
export function Answers({ organisation, item: key, text }: { organisation: string; item: string; text: string }) {
  const catalogue = useQuery({ ...catalogueQuery(organisation), retry: false });
  const item = catalogue.data?.find((one) => one.key === key)?.item;
  return (
    <dl className={classes.answers}>
      {readAnswers(text, item).map((one) => (
        <div key={one.label}>
          <dt dir="auto">{one.label}</dt>
          <dd dir="auto">{typeof one.value === 'boolean' ? words.yesNo[one.value ? 'yes' : 'no'] : one.value}</dd>
        </div>
      ))}
    </dl>
  );
}
