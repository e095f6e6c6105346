import { Button } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';

import type { VersionList } from '../api/types';
import { Bones } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { dateWords } from '../parts/time';
import { useKeys } from '../shell/keys';
import classes from './agreement.module.css';
import { useChecked, useInForce, useVersions, useWeek } from './data';
import { textsOf, useAgreementDraft } from './draft';
import { Findings } from './Findings';
import { NoAgreement } from './NoAgreement';
import { Seal } from './Seal';
import { Text } from './Text';
import { Versions } from './Versions';
import { useWeekAt, WeekSteps } from './Week';
import { WeekGrid } from './WeekGrid';
import { words } from './words';

/** What both companies agreed: a week of it at a glance, its text with what the checker says, and how it came to be. */
export function AgreementPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { organisation } = usePlace();
  const navigate = useNavigate();
  const now = Date.now();
  const zone = organisation.zone || 'UTC';
  const { at, weeks, setWeeks } = useWeekAt(zone);
  const shown = useInForce(id, organisation.agreement);
  const texts = useMemo(() => ({ texts: shown.data ? textsOf(shown.data) : [], lists: [] }), [shown.data]);
  const checked = useChecked(id, texts);
  const versions = useVersions(id);
  const week = useWeek(id, organisation.agreement, at);
  const [draft] = useAgreementDraft(id);
  const [line, setLine] = useState<{ file: string; line: number }>();
  const text = useRef<HTMLElement>(null);
  const show = (file: string, at: number) => {
    setLine({ file, line: at });
    text.current?.querySelector(`[data-place="${CSS.escape(`${file}:${at}`)}"]`)?.scrollIntoView({ block: 'center' });
  };
  const edit = () => void navigate({ to: '/$organisation/agreement/draft', params: { organisation: id } });
  useKeys([{ keys: 'e', words: words.edit, group: words.title, run: edit }]);
  if (!organisation.agreement) return <NoAgreement organisation={id} />;
  if (shown.error) {
    return (
      <div className={classes.page}>
        <ProblemNote error={shown.error} again={() => void shown.refetch()} />
      </div>
    );
  }
  if (!shown.data) return <Bones />;
  const { version } = shown.data;
  const findings = checked.data?.findings ?? [];
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{words.title}</h1>
        <Seal version={version} />
        <span className="quiet">
          {version.in_force_from && `${words.since(dateWords(version.in_force_from, now))}, `}
          {zone}
        </span>
        <Button className={classes.edit} size="compact-md" variant={draft ? 'filled' : 'default'} onClick={edit}>
          {draft ? words.editDraft : words.edit}
        </Button>
      </header>
      {versions.data && <Waiting list={versions.data} organisation={id} />}
      <section>
        <div className={classes.weekHead}>
          <h2>{words.week}</h2>
          <WeekSteps weeks={weeks} setWeeks={setWeeks} />
        </div>
        <ProblemNote error={week.error} />
        {week.data ? (
          <WeekGrid week={week.data} zone={zone} show={show} findings={findings} />
        ) : (
          !week.error && <Bones lines={6} />
        )}
        <p className={classes.hint}>{words.weekHint}</p>
      </section>
      <div className={classes.lower}>
        <Text files={shown.data.texts} findings={findings} line={line} box={text} />
        <div>
          <section aria-label={words.findings} className={classes.said}>
            <h2>{words.findings}</h2>
            <Findings checked={checked.data} error={checked.error} show={show} />
          </section>
          <Versions list={versions.data} organisation={id} />
        </div>
      </div>
    </div>
  );
}

/** Proposals that came after the version in force and wait for somebody, the reader's own company first of all. */
function Waiting({ list, organisation: id }: { list: VersionList; organisation: string }) {
  const { organisation } = usePlace();
  const now = Date.now();
  const at = list.versions.findIndex((one) => one.version === list.in_force);
  const open = list.versions
    .slice(0, at < 0 ? undefined : at)
    .filter((one) => !one.in_force_from && !one.as_if && !one.withdrawn && one.not_agreed_by.length > 0);
  if (open.length === 0) return null;
  return (
    <ul className={classes.waiting}>
      {open.map((one) => (
        <li key={one.version}>
          <Link to="/$organisation/agreement/versions/$version" params={{ organisation: id, version: one.version }}>
            <Icon name="agreement" />
            <strong>{words.proposalOf(dateWords(one.proposed, now))}</strong>
            <span>{words.waitsFor(one.not_agreed_by.map((party) => partyName(organisation, party)).join(', '))}</span>
            <Icon name="right" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
