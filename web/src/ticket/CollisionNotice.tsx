import type { Entry, Writing } from '../api/types';
import { Swatch } from '../parts/Holder';
import { partyFace, partyName, usePlace } from '../parts/place';
import { words as parts } from '../parts/words';
import classes from './talk.module.css';
import { collisionWords } from './words';

/** That somebody else is writing, or was faster: so that two answers of two companies do not cross. */
export function CollisionNotice({ writers, news, seen }: { writers: Writing[]; news: Entry[]; seen: () => void }) {
  const { organisation, people } = usePlace();
  const nameOf = (person: string) => people.get(person)?.name || parts.somebody;
  const since = [...new Map(news.map((one) => [one.actor?.person, one.actor?.name || parts.somebody])).values()];
  return (
    <div className={classes.collision} role="status">
      {writers.map((one) => (
        <p key={one.person}>
          <Swatch face={partyFace(organisation, one.party)} />
          <span>{collisionWords.writes(nameOf(one.person), partyName(organisation, one.party))}</span>
          <span className={classes.dots} aria-hidden />
        </p>
      ))}
      {since.length > 0 && (
        <p data-news>
          <span>{collisionWords.faster(since.join(', '))}</span>
          <button
            type="button"
            onClick={() => {
              const last = news.at(-1)?.sequence;
              document.querySelector(`[data-sequence="${last}"]`)?.scrollIntoView({ block: 'center' });
              seen();
            }}
          >
            {collisionWords.look}
          </button>
        </p>
      )}
    </div>
  );
}
