import { Button } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';

import type { Finding, Week, WeekRow } from '../api/types';
import { Bones } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { useKeys } from '../shell/keys';
import { useChecked, useDraftWeek, useInForce, useSettled, useVersions } from './data';
import { type AgreementDraft, isAgreementText, sameTexts, textsOf, useAgreementDraft } from './draft';
import classes from './draft.module.css';
import { Editor, type EditorHandle } from './Editor';
import { Findings } from './Findings';
import { MovedOn } from './MovedOn';
import { NoAgreement } from './NoAgreement';
import { patched } from './patch';
import { RowEditor } from './RowEditor';
import { type Doer, doersOf, namedDoers, withDoers } from './rowText';
import { useWeekAt, WeekSteps } from './Week';
import { WeekGrid } from './WeekGrid';
import { countWords, words } from './words';

const Propose = lazy(() => import('./Propose').then((one) => ({ default: one.Propose })));

/** The text of the agreement and the week that it makes, side by side; checked as it is typed, and proposed when it is right. */
export function DraftPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { organisation } = usePlace();
  const shown = useInForce(id, organisation.agreement);
  const versions = useVersions(id);
  const [kept, setKept] = useAgreementDraft(id);
  const inForce = useMemo(
    () =>
      shown.data && versions.data
        ? { base: shown.data.version.version, etag: versions.data.etag, texts: textsOf(shown.data), lists: [] }
        : undefined,
    [shown.data, versions.data],
  );
  if (!organisation.agreement) return <NoAgreement organisation={id} />;
  const error = shown.error ?? versions.error;
  if (error && !kept) {
    return (
      <div className={classes.trouble}>
        <ProblemNote error={error} again={() => void shown.refetch()} />
      </div>
    );
  }
  if (!inForce) return <Bones />;
  return <Desk organisation={id} inForce={inForce} kept={kept} setKept={setKept} />;
}

interface DeskProps {
  organisation: string;
  inForce: AgreementDraft;
  kept: AgreementDraft | null;
  setKept: (draft: AgreementDraft | null) => void;
}

function Desk({ organisation: id, inForce, kept, setKept }: DeskProps) {
  const { organisation } = usePlace();
  const navigate = useNavigate();
  const draft = kept ?? inForce;
  const [chosen, setChosen] = useState(draft.texts[0]?.file ?? '');
  const all = [...draft.texts, ...draft.lists];
  const file = all.find((one) => one.file === chosen) ?? all[0] ?? { file: '', text: '' };
  const [line, setLine] = useState(1);
  const [review, setReview] = useState(false);
  const [lost, setLost] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const picker = useRef<HTMLInputElement>(null);
  const waitingLine = useRef<number>(undefined);
  const zone = organisation.zone || 'UTC';
  const { at, weeks, setWeeks } = useWeekAt(zone);

  const settled = useSettled(draft);
  const checked = useChecked(id, settled);
  const week = useDraftWeek(id, settled, at);
  const lastWeek = useRef<Week>(undefined);
  if (week.data) lastWeek.current = week.data;
  const findings = useMemo(() => checked.data?.findings ?? [], [checked.data]);
  const checking = settled !== draft || checked.isFetching;

  const put = (change: Partial<AgreementDraft>) => {
    const next = { ...draft, ...change };
    setLost(false);
    setKept(sameTexts(next.texts, inForce.texts) && next.lists.length === 0 ? null : next);
  };
  const type = (text: string) => {
    const changed = (list: AgreementDraft['texts']) => list.map((one) => (one.file === file.file ? { ...one, text } : one));
    put({ texts: changed(draft.texts), lists: changed(draft.lists) });
  };
  const show = (name: string, at: number) => {
    if (name === file.file) return editor.current?.goTo(at);
    waitingLine.current = at;
    setChosen(name);
  };
  useEffect(() => {
    if (waitingLine.current !== undefined) editor.current?.goTo(waitingLine.current);
    waitingLine.current = undefined;
  }, [chosen]);
  const mend = (finding: Finding) => {
    const { fix } = finding;
    const text = draft.texts.find((one) => one.file === fix?.file)?.text;
    const next = fix && text !== undefined ? patched(text, fix.patch) : undefined;
    setLost(next === undefined);
    if (!fix || next === undefined) return;
    putText(fix.file, next);
  };
  // Another text of a file: through the field where it is open, so that it can be undone there.
  const putText = (name: string, text: string, stay = false) => {
    if (name === file.file) return editor.current?.put(text, stay);
    put({ texts: draft.texts.map((one) => (one.file === name ? { ...one, text } : one)) });
    setChosen(name);
  };
  const putRow = (row: WeekRow, list: Doer[]) => {
    const text = draft.texts.find((one) => one.file === row.row.file)?.text;
    const doers = text === undefined ? undefined : doersOf(text, row.function, row.activity);
    if (text !== undefined && doers) putText(row.row.file, withDoers(text, doers, list), true);
  };
  const next = () => {
    const places = findings.flatMap((one) => one.rows.slice(0, 1)).map((row) => ({ file: row.file, line: row.line ?? 1 }));
    const here = places.findIndex((one) => one.file === file.file && one.line === line);
    const place = places[(here + 1) % places.length];
    if (place) show(place.file, place.line);
  };
  const addFiles = async (list: FileList | null) => {
    const added = await Promise.all([...(list ?? [])].map(async (one) => ({ file: one.name, text: await one.text() })));
    const without = (before: AgreementDraft['texts']) => before.filter((one) => !added.some((other) => other.file === one.file));
    put({
      texts: [...without(draft.texts), ...added.filter((one) => isAgreementText(one.file))],
      lists: [...without(draft.lists), ...added.filter((one) => !isAgreementText(one.file))],
    });
    if (added[0]) setChosen(added[0].file);
  };
  const leaveOut = (name: string) => {
    put({
      texts: draft.texts.filter((one) => one.file !== name),
      lists: draft.lists.filter((one) => one.file !== name),
    });
    setChosen(draft.texts[0]?.file ?? '');
  };
  // The week is large and changes seldom: no key waits for it to be drawn again.
  const latest = useRef({ show, putRow });
  latest.current = { show, putRow };
  const drawn = useDeferredValue(draft.texts);
  const shownWeek = lastWeek.current;
  const grid = useMemo(() => {
    const known = namedDoers(drawn);
    const rowEditor = (row: WeekRow) => {
      const text = drawn.find((one) => one.file === row.row.file)?.text;
      const doers = text === undefined ? undefined : doersOf(text, row.function, row.activity);
      const put = (list: Doer[]) => latest.current.putRow(row, list);
      return doers && <RowEditor activity={row.activity} doers={doers} known={known} put={put} />;
    };
    const goTo = (name: string, at: number) => latest.current.show(name, at);
    return shownWeek && <WeekGrid week={shownWeek} zone={zone} show={goTo} findings={findings} narrow after={rowEditor} />;
  }, [shownWeek, zone, findings, drawn]);
  useKeys([
    { keys: 'F8', words: words.nextFinding, group: words.draft, whileTyping: true, run: next },
    { keys: 'mod+Enter', words: words.review, group: words.draft, whileTyping: true, run: () => kept && setReview(true) },
  ]);

  const own = organisation.parties.find((one) => one.kind === 'internal')?.key;
  const mayPropose = own === organisation.party;
  const added = !inForce.texts.some((one) => one.file === file.file);
  const moved = kept !== null && kept.etag !== inForce.etag;
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  const status = checking ? words.checking : countWords(count('error'), count('warning'), count('note')) || words.noFindings;
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/$organisation/agreement" params={{ organisation: id }} className={classes.back}>
          <Icon name="left" /> {words.back}
        </Link>
        <h1>{words.draftOf}</h1>
        <span className={classes.state} role="status" data-busy={checking || undefined}>
          {status}
        </span>
        <span className="quiet">{kept ? words.kept : words.unchanged}</span>
        <span className={classes.deeds}>
          {kept && <Discard run={() => setKept(null)} />}
          <Button size="compact-md" disabled={!kept} onClick={() => setReview(true)}>
            {mayPropose ? words.review : words.reviewOther}
          </Button>
        </span>
      </header>
      {moved && <MovedOn organisation={id} carryOn={() => put({ base: inForce.base, etag: inForce.etag })} />}
      <div className={classes.sides}>
        <div className={classes.left}>
          <div className={classes.tabs}>
            <Tabs files={all.map((one) => one.file)} findings={findings} chosen={file.file} choose={setChosen} />
            {added && (
              <button
                type="button"
                className={classes.tabDeed}
                aria-label={words.removeFile(file.file)}
                title={words.removeFile(file.file)}
                onClick={() => leaveOut(file.file)}
              >
                <Icon name="close" />
              </button>
            )}
            <button
              type="button"
              className={classes.tabDeed}
              aria-label={words.addFile}
              title={`${words.addFile}. ${words.addFileHint}`}
              onClick={() => picker.current?.click()}
            >
              <Icon name="plus" />
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              aria-label={words.addFile}
              onChange={(event) => {
                void addFiles(event.target.files);
                event.target.value = '';
              }}
            />
          </div>
          <div id="agreement-text" role="tabpanel" aria-label={file.file} className={classes.panel}>
            <Editor
              key={file.file}
              ref={editor}
              file={file.file}
              text={file.text}
              findings={findings}
              line={line}
              onChange={type}
              onLine={setLine}
            />
          </div>
          <section id="agreement-findings" aria-label={words.findings} className={classes.findings}>
            {lost && (
              <p role="alert" className={classes.lost}>
                {words.mendLost}
              </p>
            )}
            <Findings
              checked={checked.data}
              error={checked.error}
              show={show}
              mend={mend}
              here={{ file: file.file, line }}
            />
          </section>
        </div>
        <div className={classes.right} data-old={week.isError || undefined}>
          <div className={classes.weekHead}>
            <h2>{words.week}</h2>
            <WeekSteps weeks={weeks} setWeeks={setWeeks} />
          </div>
          {week.isError && grid && <p className={classes.old}>{words.notReadable}</p>}
          {grid ?? (week.error ? <ProblemNote error={week.error} /> : <Bones lines={12} />)}
        </div>
      </div>
      {review && kept && (
        <Suspense>
          <Propose
            organisation={id}
            draft={kept}
            errors={count('error') > 0}
            proposer={mayPropose ? undefined : partyName(organisation, own ?? '')}
            carryOn={() => put({ base: inForce.base, etag: inForce.etag })}
            close={() => setReview(false)}
            done={(version) => {
              setKept(null);
              void navigate({ to: '/$organisation/agreement/versions/$version', params: { organisation: id, version } });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Twice, because it cannot be taken back. */
function Discard({ run }: { run: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      size="compact-md"
      variant="default"
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? run() : setAsked(true))}
    >
      {asked ? words.discardSure : words.discard}
    </Button>
  );
}

interface TabsProps {
  files: string[];
  findings: Finding[];
  chosen: string;
  choose: (file: string) => void;
}

function Tabs({ files, findings, chosen, choose }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = files[(files.indexOf(chosen) + step + files.length) % files.length];
    if (!step || !next) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div role="tablist" aria-label={words.files} className={classes.tabList} ref={list} onKeyDown={onKeyDown}>
      {files.map((one) => {
        const errors = findings.filter((finding) => finding.severity === 'error' && finding.rows[0]?.file === one).length;
        return (
          <button
            key={one}
            type="button"
            role="tab"
            data-tab={one}
            className={classes.tab}
            aria-selected={one === chosen}
            aria-controls="agreement-text"
            tabIndex={one === chosen ? 0 : -1}
            onClick={() => choose(one)}
          >
            {one}
            {errors > 0 && <span className={classes.count}>{errors}</span>}
          </button>
        );
      })}
    </div>
  );
}
