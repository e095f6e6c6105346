import { useState } from 'react';

import type { Entry } from '../api/types';
import { Answers } from '../catalogue/Answers';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { partyFace, partyName, usePlace } from '../parts/place';
import { Moment } from '../parts/Time';
import { words as parts } from '../parts/words';
import { audienceName } from './audience';
import { entryWords, named } from './entryWords';
import classes from './talk.module.css';
import { piecesOf, type Said } from './story';
import { headWords, words } from './words';

const textWords: Record<string, string> = {
  what: '',
  tried: words.tried,
  next_step: words.next,
  reason: '',
  solution: '',
};
const atFirst = 300;

/** What was said, with the steps between. A long one shows its end, and the rest when it is asked for. */
export function Conversation({ entries, requester, item }: { entries: Entry[]; requester: string; item: string }) {
  const [all, setAll] = useState(false);
  const pieces = piecesOf(entries);
  const shown = all ? pieces : pieces.slice(-atFirst);
  return (
    <div className={classes.talk}>
      {shown.length < pieces.length && (
        <button type="button" className={classes.steps} onClick={() => setAll(true)}>
          {words.showBefore(pieces.length - shown.length)}
        </button>
      )}
      {shown.map((piece) =>
        piece.kind === 'said' ? (
          <Message key={piece.entry.sequence} said={piece} requester={requester} item={item} />
        ) : (
          <StepsLine key={piece.entries[0]?.sequence} entries={piece.entries} />
        ),
      )}
    </div>
  );
}

function Message({ said, requester, item }: { said: Said; requester: string; item: string }) {
  const place = usePlace();
  const { organisation, me } = place;
  const { entry, texts } = said;
  const mine = entry.actor?.person === me?.person;
  const isRequester = entry.actor?.person === requester;
  const audience = audienceName(entry.audience, organisation);
  return (
    <div className={classes.message} data-sequence={entry.sequence} data-mine={mine || undefined} data-private={audience.isPrivate || undefined}>
      <div className={classes.who}>
        <Swatch face={partyFace(organisation, entry.party)} />
        <b>{entry.actor?.name || (entry.actor ? parts.somebody : words.rule)}</b>
        <span className="quiet">{isRequester && !headWords[entry.kind] ? headWords.asked : partyName(organisation, entry.party)}</span>
        {headWords[entry.kind] && <span>{headWords[entry.kind]}</span>}
        {entry.kind === 'ticket.offered' && <span>{named(entry.words, place)}</span>}
        <span className={classes.when}>
          <Moment at={entry.at} />
        </span>
      </div>
      {texts.map((one) =>
        one.what === 'answers' ? (
          <Answers key={one.what} organisation={organisation.id} item={item} text={one.text} />
        ) : (
          <div key={one.what} className={classes.text} dir="auto">
            {textWords[one.what] && <span className={classes.label}>{textWords[one.what]}</span>}
            {one.text}
          </div>
        ),
      )}
      <div className={classes.audience}>
        <Icon name={audience.isPrivate ? 'lock' : 'eye'} size={13} /> {audience.words}
      </div>
    </div>
  );
}

function StepsLine({ entries }: { entries: Entry[] }) {
  const place = usePlace();
  const [open, setOpen] = useState(entries.length <= 3);
  if (!open) {
    return (
      <button type="button" className={classes.steps} aria-expanded="false" onClick={() => setOpen(true)}>
        <Icon name="right" size={12} /> {words.steps(entries.length)}, {words.theLast(entryWords(entries.at(-1) as Entry, place))}
      </button>
    );
  }
  return (
    <ul className={classes.stepList}>
      {entries.map((one) => (
        <li key={one.sequence} data-sequence={one.sequence} data-kind={one.kind}>
          <span>
            {entryWords(one, place)}
            {one.actor?.name && !entryWords(one, place).includes(one.actor.name) && ` (${one.actor.name})`}
          </span>
          <span className={classes.when}>
            <Moment at={one.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
