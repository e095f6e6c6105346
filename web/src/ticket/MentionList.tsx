import type { Person } from '../api/types';
import { Swatch } from '../parts/Holder';
import { partyFace, usePlace } from '../parts/place';
import classes from './talk.module.css';
import { besideWords as words } from './words';

/** Whom an @ may mean; the textarea keeps the focus and names the chosen one. */
export function MentionList({ people, at, choose }: { people: Person[]; at: number; choose: (person: Person) => void }) {
  const { organisation } = usePlace();
  return (
    <ul id="mention-list" role="listbox" aria-label={words.mention} className={classes.mentions}>
      {people.map((one, i) => (
        <li
          key={one.person}
          id={`mention-${i}`}
          role="option"
          aria-selected={i === at}
          onMouseDown={(event) => {
            event.preventDefault(); // the textarea keeps the focus
            choose(one);
          }}
        >
          <Swatch face={partyFace(organisation, one.party)} /> {one.name}
        </li>
      ))}
    </ul>
  );
}
