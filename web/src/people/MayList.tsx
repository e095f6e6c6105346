import { useQueries, useQuery } from '@tanstack/react-query';

import type { Person, Right } from '../api/types';
import { Bones } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { withNames } from '../parts/names';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { fromService } from '../service/said';
import { rightQuery, weekQuery } from './data';
import classes from './people.module.css';
import { activityName, personWords as words, platformWords } from './words';

interface Question {
  may: string;
  on?: string;
  label: string;
}

/** What somebody may do here and what each answer rests on: asked of the agreement, nothing is worked out in the page. */
export function MayList({ organisation: id, person, self }: { organisation: string; person: Person; self: boolean }) {
  const { organisation } = usePlace();
  const week = useQuery(weekQuery(id, organisation.agreement));
  const who = person.key || person.person;
  const rows = week.data?.rows ?? [];
  const groups: { title: string; asked: Question[] }[] = [
    ...organisation.functions
      .map((one) => ({
        title: one.name,
        asked: rows
          .filter((row) => row.function === one.key)
          .map((row) => ({ may: row.activity, on: one.key, label: activityName(row.activity) })),
      }))
      .filter((one) => one.asked.length > 0),
    {
      title: words.here,
      asked: Object.entries(platformWords).map(([may, label]) => ({
        may,
        label,
        ...(['invite', 'manage-people'].includes(may) && person.party ? { on: person.party } : {}),
      })),
    },
  ];
  const all = groups.flatMap((group) => group.asked);
  const answers = useQueries({
    queries: all.map(({ may, on }) => ({
      ...rightQuery(id, { who, may, ...(on ? { on } : {}) }),
      enabled: organisation.agreement !== undefined,
      retry: false,
    })),
  });
  if (organisation.agreement === undefined) return null;
  const failed = answers.find((one) => one.error)?.error;
  const answered = new Map(all.map((one, i) => [one, answers[i]?.data]));
  if (!failed && answers.some((one) => one.isPending)) return <Bones lines={8} />;
  return (
    <section className={`${sheet.section} ${classes.may}`}>
      <h2>{self ? words.mayMe : words.may}</h2>
      <p className={sheet.lead}>{words.mayHint}</p>
      <ProblemNote error={failed} />
      {groups.map((group) => {
        const yes = group.asked.filter((one) => isGiven(answered.get(one)));
        const no = group.asked.filter((one) => answered.get(one) && !isGiven(answered.get(one)));
        if (yes.length + no.length === 0) return null;
        return (
          <div key={group.title}>
            <h3>{group.title}</h3>
            {yes.length > 0 && (
              <ul>
                {yes.map((one) => (
                  <Answer key={one.may} label={one.label} right={answered.get(one)} />
                ))}
              </ul>
            )}
            {no.length > 0 && (
              <details>
                <summary>{yes.length === 0 ? words.nothing : words.notAll(no.length)}</summary>
                <ul>
                  {no.map((one) => (
                    <Answer key={one.may} label={one.label} right={answered.get(one)} />
                  ))}
                </ul>
              </details>
            )}
          </div>
        );
      })}
    </section>
  );
}

const isGiven = (right: Right | undefined) => right?.allow === true || right?.how === 'ask';

function Answer({ label, right }: { label: string; right: Right | undefined }) {
  const { people } = usePlace();
  const given = isGiven(right);
  return (
    <li data-no={!given || undefined}>
      <Icon name={given ? 'check' : 'close'} />
      {label}
      {right?.how === 'ask' && right.ask && <span className="quiet"> · {words.askFirst(right.ask.role)}</span>}
      {right?.how === 'inform' && <span className="quiet"> · {words.inform}</span>}
      {right?.because.map((one) => (
        <small key={one.id + one.words} title={one.file && one.line ? words.on(one.file, one.line) : undefined}>
          {withNames(fromService(one.words), people)}
        </small>
      ))}
    </li>
  );
}
