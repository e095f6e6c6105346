import { asProblem } from '../api/problem';
import { Icon } from './icons';
import { withNames } from './names';
import classes from './parts.module.css';
import { useMaybePlace } from './place';
import { fieldNames, words } from './words';

/** What went wrong, where, and what to do; read out as it appears. */
export function ProblemNote({ error, again }: { error: unknown; again?: () => void }) {
  const people = useMaybePlace()?.people;
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <div role="alert" className={classes.problem}>
      <Icon name="warn" />
      <div>
        <strong>{people ? withNames(problem.message, people) : problem.message}</strong>
        {problem.fields.map((one) => (
          <div key={one.pointer + one.detail}>
            {fieldWords(one.pointer)}
            {one.detail}
          </div>
        ))}
        {problem.hint && <div className={classes.hint}>{problem.hint}</div>}
        {again && (
          <button type="button" className={classes.textButton} onClick={again}>
            {words.tryAgain}
          </button>
        )}
      </div>
    </div>
  );
}

// "/email" is a place in the form for programs; people read "e-mail:".
function fieldWords(pointer: string) {
  const [field = '', ...rest] = pointer.replace(/^\/(query\/)?/, '').split('/');
  const name = [fieldNames[field as keyof typeof fieldNames] ?? field.replaceAll('_', ' '), ...rest].join(' ');
  return name ? `${name}: ` : '';
}
