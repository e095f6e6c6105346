import { useParams } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';

import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { dateWords } from '../parts/time';
import classes from './agreement.module.css';
import { useAgreement } from './data';
import { Findings } from './Findings';
import { Text } from './Text';
import { Versions } from './Versions';
import { mondayOf } from './week';
import { WeekGrid } from './WeekGrid';
import { words } from './words';

/** What both companies agreed: a week of it at a glance, its text with what the checker says, and how it came to be. */
export function AgreementPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { organisation } = usePlace();
  const [weeks, setWeeks] = useState(0);
  const [now] = useState(() => Date.now());
  const zone = organisation.zone || 'UTC';
  const weekAt = useMemo(
    () => new Date(mondayOf(now, zone, weeks)).toISOString().replace('.000Z', 'Z'),
    [now, zone, weeks],
  );
  const { shown, checked, versions, week } = useAgreement(id, organisation.agreement, weekAt);
  const [line, setLine] = useState<{ file: string; line: number }>();
  const text = useRef<HTMLElement>(null);
  const show = (file: string, at: number) => {
    setLine({ file, line: at });
    text.current?.querySelector(`[data-place="${CSS.escape(`${file}:${at}`)}"]`)?.scrollIntoView({ block: 'center' });
  };
  if (!organisation.agreement) return <Empty title={words.none}>{words.noneText}</Empty>;
  if (shown.error) {
    return (
      <div className={classes.page}>
        <ProblemNote error={shown.error} again={() => void shown.refetch()} />
      </div>
    );
  }
  if (!shown.data) return <Bones />;
  const { version } = shown.data;
  const missing = version.not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{words.title}</h1>
        <span className={classes.seal} data-open={missing !== '' || undefined}>
          <Icon name={missing ? 'warn' : 'check'} /> {missing ? words.notAgreed(missing) : words.agreed}
        </span>
        <span className="quiet">
          {version.in_force_from && `${words.since(dateWords(version.in_force_from, now))}, `}
          {zone}
        </span>
      </header>
      <section>
        <div className={classes.weekHead}>
          <h2>{words.week}</h2>
          <span className={classes.steps}>
            <button type="button" aria-label={words.before} title={words.before} onClick={() => setWeeks(weeks - 1)}>
              <Icon name="left" />
            </button>
            <button type="button" onClick={() => setWeeks(0)}>
              {words.thisWeek}
            </button>
            <button type="button" aria-label={words.after} title={words.after} onClick={() => setWeeks(weeks + 1)}>
              <Icon name="right" />
            </button>
          </span>
        </div>
        <ProblemNote error={week.error} />
        {week.data ? <WeekGrid week={week.data} zone={zone} show={show} /> : !week.error && <Bones lines={6} />}
        <p className={classes.hint}>{words.weekHint}</p>
      </section>
      <div className={classes.lower}>
        <Text files={shown.data.texts} findings={checked.data?.findings ?? []} line={line} box={text} />
        <div>
          <Findings checked={checked.data} error={checked.error} show={show} />
          <Versions list={versions.data} organisation={id} />
        </div>
      </div>
    </div>
  );
}
