import { HolderName } from '../parts/Holder';
import { partyName, teamName, useMaybePlace } from '../parts/place';
import { dueWords } from '../parts/time';
import { Ago, useExact, useNow } from '../parts/Time';
import classes from './queue.module.css';
import type { Row } from './pages';
import { stateName, words, type Column } from './words';

/** The next clock against now: what is late says so in words, not only in colour. */
export function Due({ due, target }: { due?: string | undefined; target?: string }) {
  const now = useNow();
  const exact = useExact();
  if (!due) return <span className="quiet">–</span>;
  const said = dueWords(due, now);
  return (
    <time dateTime={due} className={`${classes.due} nowrap`} data-tone={said.tone} title={`${target ?? ''}\n${exact(due)}`}>
      {said.words}
    </time>
  );
}

export function Level({ priority }: { priority: string }) {
  if (!priority) return <span className="quiet">–</span>;
  const level = /\d+/.exec(priority)?.[0] ?? '';
  return (
    <span className={classes.level} data-level={level} title={`${words.priority} ${priority}`}>
      <span className="hidden-words">{words.priority} </span>
      {level || priority}
    </span>
  );
}

function useName() {
  const place = useMaybePlace();
  return (person: string) => place?.people.get(person)?.name ?? (person.startsWith('p_') ? '–' : person);
}

function Subject({ row }: { row: Row }) {
  const place = useMaybePlace();
  const { line, gone } = row;
  const where = line.bearer === 'team' ? `${partyName(place?.organisation, line.party)}` : line.bearer.replace('_', ' ');
  return (
    <div className={classes.subject}>
      <b className="ellipsis" dir="auto">
        {line.subject || line.category || line.ticket}
      </b>
      {line.offered_to && (
        <span className={classes.flag}>{words.offeredTo(partyName(place?.organisation, line.offered_to))}</span>
      )}
      {gone && <span className={classes.flag}>{where ? words.moved(where) : words.left}</span>}
    </div>
  );
}

export function Cell({ column, row }: { column: Column; row: Row }) {
  const name = useName();
  const place = useMaybePlace();
  const { line } = row;
  const content = {
    organisation: () => line.organisation_name,
    with: () => <HolderName bearer={line.bearer} party={line.party} team={line.team} />,
    ticket: () => line.ticket,
    subject: () => <Subject row={row} />,
    state: () => stateName(line.state),
    priority: () => <Level priority={line.priority} />,
    category: () => line.category,
    person: () => (line.person ? name(line.person) : ''),
    requester: () => (line.requester ? name(line.requester) : ''),
    owner: () => teamName(place?.organisation, line.owner_team),
    due: () => <Due due={line.due} target={line.target} />,
    opened: () => <Ago at={line.opened} />,
    updated: () => <Ago at={line.updated} />,
    resolved: () => line.resolved && <Ago at={line.resolved} />,
    closed: () => line.closed && <Ago at={line.closed} />,
  }[column]();
  const quiet = column === 'subject' || column === 'with' ? '' : 'quiet';
  return (
    <div role="gridcell" className={`ellipsis ${quiet}`}>
      {content}
    </div>
  );
}

/** Two lines: what it is, then who has it and until when; of several organisations, whose it is. */
export function CompactRow({ row, all }: { row: Row; all: boolean }) {
  const { line } = row;
  return (
    <div role="gridcell" className={classes.card}>
      <div>
        <Subject row={row} />
        <span style={{ marginLeft: 'auto' }}>
          <Level priority={line.priority} />
        </span>
      </div>
      <div>
        <span className={classes.grow}>
          <HolderName bearer={line.bearer} party={line.party} team={line.team} />
        </span>
        {all && <span className="quiet ellipsis">{line.organisation_name}</span>}
        <span className={`${classes.id} nowrap`}>{line.ticket}</span>
        {line.due ? <Due due={line.due} target={line.target} /> : <span className="quiet"><Ago at={line.updated} /></span>}
      </div>
    </div>
  );
}
