import { useEffect, useRef, useState } from 'react';

import { Icon } from '../parts/icons';
import { partyName, useMaybePlace } from '../parts/place';
import { waitWords } from '../ticket/words';
import { closedValues, fields, isTime, parse, write, type Field, type Term } from './filters';
import classes from './queue.module.css';
import { stateName, termWords, words } from './words';

const ofParties: Field[] = ['party', 'offered', 'waits-for'];
const ofPeople: Field[] = ['person', 'requester', 'watcher'];
const ofLevels: Field[] = ['impact', 'urgency'];

/** The filters: each a chip that can be taken away, and a line to type more in. Both are the same terms. */
export function FilterField({ text, set }: { text: string; set: (text: string) => void }) {
  const { terms } = parse(text);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const place = useMaybePlace();
  const functions = place?.organisation.functions ?? [];
  useEffect(() => setWrong(''), [text]);

  const nameOf = (term: Term) => (value: string) => {
    if (value === 'me') return 'me';
    if (ofParties.includes(term.field)) return partyName(place?.organisation, value);
    if (ofPeople.includes(term.field)) return place?.people.get(value)?.name ?? value;
    if (term.field === 'function') return functions.find((one) => one.key === value)?.name || value;
    if (term.field === 'waiting') return waitWords[value.replaceAll('-', '_')] ?? value;
    if (term.field === 'state') return stateName(value.replaceAll('-', '_')).toLowerCase();
    return value.replaceAll('-', term.field === 'with' ? ' ' : '-');
  };
  const commit = () => {
    const said = parse(typed);
    const first = said.wrong[0];
    if (first) {
      setWrong(`${first.text}: ${first.why}`);
      return;
    }
    setTyped('');
    setWrong('');
    const added = said.terms.filter((one) => !terms.some((old) => write([old]) === write([one])));
    if (added.length > 0) {
      // Another value of the same field takes the place of the first: the service asks for one.
      const kept = terms.filter((old) => !added.some((one) => one.field === old.field && one.op === old.op));
      set(write([...kept, ...added]));
    }
  };
  const suggestions = suggestionsFor(
    typed,
    place?.organisation.parties.map((one) => one.key) ?? [],
    functions.map((one) => one.key),
  );
  return (
    <div className={classes.filter}>
      <Icon name="search" />
      {terms.map((term, i) => {
        const said = termWords(term, nameOf(term));
        return (
          <span key={`${write([term])} ${i}`} className={classes.chip}>
            <span className="ellipsis">{said}</span>
            <button
              type="button"
              aria-label={words.removeFilter(said)}
              onClick={() => {
                set(write(terms.filter((_, at) => at !== i)));
                input.current?.focus();
              }}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        );
      })}
      <input
        ref={input}
        value={typed}
        list="queue-filters"
        aria-label={words.filter}
        aria-invalid={wrong !== ''}
        placeholder={terms.length === 0 ? words.filterHint : ''}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => typed && commit()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape') {
            setTyped('');
            event.currentTarget.blur();
          }
          if (event.key === 'Backspace' && typed === '' && terms.length > 0) {
            setTyped(write(terms.slice(-1)));
            set(write(terms.slice(0, -1)));
            event.preventDefault();
          }
        }}
      />
      <datalist id="queue-filters">
        {suggestions.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {wrong && (
        <span role="alert" className={classes.wrong}>
          {wrong}
        </span>
      )}
    </div>
  );
}

function suggestionsFor(typed: string, parties: string[], functions: string[]): string[] {
  const field = fields.find((one) => typed.startsWith(`${one}:`));
  if (!field) return fields.map((one) => `${one}:`);
  return valuesOf(field, parties, functions).map((value) => `${field}:${value}`);
}

function valuesOf(field: Field, parties: string[], functions: string[]): string[] {
  const closed = closedValues[field];
  if (closed) return closed;
  if (field === 'priority') return ['1', '2', '3', '4', '1-2'];
  if (field === 'function') return functions;
  if (ofLevels.includes(field)) return ['1', '2', '3'];
  if (ofParties.includes(field)) return parties;
  if (ofPeople.includes(field)) return ['me'];
  return isTime(field) ? ['<4h', '<1d', '<7d', '>7d'] : [];
}
