import { Button, Modal, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import { change, client, matching } from '../api/client';
import type { Version } from '../api/types';
import { Bones } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, usePlace } from '../parts/place';
import { dateWords, momentWords } from '../parts/time';
import { Approve } from './Approve';
import { useDifference, useRight, useVersion, useVersions } from './data';
import { DifferenceView } from './DifferenceView';
import { sameTexts, textsOf, useAgreementDraft } from './draft';
import { Seal } from './Seal';
import { Reject, Talk, Withdraw } from './Talk';
import { Text } from './Text';
import classes from './version.module.css';
import { baseOf } from './versions';
import { words } from './words';

/** One version: what it changes, who has approved it, and how the others do; against any other version. */
export function VersionPage() {
  const { organisation: id, version: name } = useParams({ from: '/$organisation/agreement/versions/$version' });
  const { organisation, people } = usePlace();
  const now = Date.now();
  const shown = useVersion(id, name);
  const versions = useVersions(id);
  const apply = useRight(id, 'apply');
  const [chosen, setChosen] = useState<string>();
  const texts = useMemo(() => (shown.data ? { texts: textsOf(shown.data), lists: [] } : undefined), [shown.data]);
  const list = versions.data;
  const base = chosen ?? (list && baseOf(list, name));
  const difference = useDifference(id, list && base ? texts : undefined, base);
  const error = shown.error ?? versions.error;
  if (error) {
    return (
      <div className={classes.page}>
        <Back organisation={id} />
        <ProblemNote error={error} again={() => void shown.refetch()} />
      </div>
    );
  }
  if (!shown.data || !list) return <Bones />;
  const { version, etag } = shown.data;
  const isForce = version.version === list.in_force;
  const proposal = !version.in_force_from && !version.as_if;
  const open = !version.in_force_from && !version.withdrawn;
  const by = shown.data.history.find((one) => one.what === 'proposed')?.person;
  const author = (by && people.get(by)?.name) || partyName(organisation, version.proposed_by);
  const asked = [...version.approvals.map((one) => one.party), ...version.not_agreed_by];
  const canReject =
    version.not_agreed_by.includes(organisation.party) &&
    version.proposed_by !== organisation.party &&
    !version.rejections.some((one) => one.party === organisation.party);
  const mayApply = apply.data?.allow ?? false;
  const own = organisation.parties.find((one) => one.kind === 'internal')?.key;
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Back organisation={id} />
        <h1>{(proposal ? words.proposalOf : words.versionOf)(dateWords(version.proposed, now))}</h1>
        <Seal version={version} />
        <p className={classes.facts}>
          {author && <span>{words.by(author)}</span>}
          <span>{stateWords(version, isForce, now)}</span>
          <code>{version.version}</code>
        </p>
      </header>
      <div className={classes.sides}>
        <div className={classes.main}>
          {base && (
            <section aria-label={words.difference}>
              <div className={classes.against}>
                <h2>{words.difference}</h2>
                <Select
                  size="xs"
                  aria-label={words.against}
                  leftSection={<span className="quiet">{words.against}</span>}
                  leftSectionWidth={62}
                  allowDeselect={false}
                  value={base}
                  data={list.versions
                    .filter((one) => one.version !== name)
                    .map((one) => ({ value: one.version, label: labelOf(one, one.version === list.in_force, now) }))}
                  onChange={(value) => setChosen(value ?? undefined)}
                />
              </div>
              <DifferenceView query={difference} />
            </section>
          )}
          {shown.data.texts.length > 0 ? (
            <Text files={textsOf(shown.data)} findings={[]} />
          ) : (
            <p className="quiet">{words.noText}</p>
          )}
        </div>
        <div className={classes.aside}>
          <section aria-label={words.approvals} className={classes.approvals}>
            <h2>{words.approvals}</h2>
            {asked.length === 0 && <p className="quiet">{words.needsNobody}</p>}
            <ul>
              {asked.map((party) => {
                const given = version.approvals.find((one) => one.party === party);
                const no = version.rejections.find((one) => one.party === party);
                return (
                  <li key={party} data-open={!given || undefined} data-no={!!no || undefined}>
                    <Swatch face={partyFace(organisation, party)} />
                    <span>{partyName(organisation, party)}</span>
                    <span className={classes.given}>
                      {given ? (
                        <>
                          <Icon name="check" size={14} /> {words.approvedOn(dateWords(given.at, now))}
                        </>
                      ) : no ? (
                        <>
                          <Icon name="close" size={14} /> {words.rejectedOn(dateWords(no.at, now))}
                        </>
                      ) : (
                        words.awaited
                      )}
                    </span>
                  </li>
                );
              })}
            </ul>
            <span className="line">
              {!version.withdrawn && canReject && <Reject organisation={id} version={version} etag={etag} />}
              {open && version.proposed_by === organisation.party && (
                <Withdraw organisation={id} version={version} etag={etag} />
              )}
              {proposal && !version.withdrawn && mayApply && own === organisation.party && version.not_agreed_by.length > 0 && (
                <Alone organisation={id} version={version} etag={etag} />
              )}
              <StartFrom organisation={id} texts={textsOf(shown.data)} base={list.in_force ?? name} etag={list.etag} />
            </span>
          </section>
          <Talk organisation={id} version={version} history={shown.data.history} />
          {!version.withdrawn && version.not_agreed_by.includes(organisation.party) && (
            <Approve organisation={id} version={version.version} etag={etag} />
          )}
        </div>
      </div>
    </div>
  );
}

function Back({ organisation }: { organisation: string }) {
  return (
    <Link to="/$organisation/agreement" params={{ organisation }} className={classes.back}>
      <Icon name="left" /> {words.back}
    </Link>
  );
}

function stateWords(version: Version, isForce: boolean, now: number) {
  const from = version.in_force_from;
  if (version.withdrawn) return words.withdrawnOn(dateWords(version.withdrawn, now));
  if (version.as_if) return words.asIf;
  if (isForce && from) return words.since(dateWords(from, now));
  if (from) return Date.parse(from) > now ? words.from(dateWords(from, now)) : words.overtaken;
  return Date.parse(version.effective) > now ? words.effective(dateWords(version.effective, now)) : words.effectiveAtOnce;
}

/** Short enough for a list to choose from; several are of one day. */
function labelOf(version: Version, isForce: boolean, now: number) {
  const from = version.in_force_from;
  const state = isForce
    ? words.inForce
    : version.withdrawn
      ? words.withdrawn
      : version.as_if
        ? words.asIf
        : !from
          ? words.neverInForce
          : Date.parse(from) > now
            ? words.from(dateWords(from, now))
            : words.overtaken;
  return `${momentWords(version.proposed)} · ${state}`;
}

/** The organisation puts a version in force by itself, and knows what that means. */
function Alone({ organisation: id, version, etag }: { organisation: string; version: Version; etag: string }) {
  const { organisation } = usePlace();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const send = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/agreement/versions/{version}/apply', {
          params: { path: { organisation: id, version: version.version }, header },
          ...matching(etag),
          body: {},
        }),
      )) as Version,
    onSuccess: () => setOpen(false),
    onSettled: () => {
      for (const key of ['agreement-version', 'agreement-versions', 'organisation']) {
        void queries.invalidateQueries({ queryKey: [key, id] });
      }
    },
  });
  const others = version.not_agreed_by.map((one) => partyName(organisation, one)).join(', ');
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setOpen(true)}>
        {words.applyAlone}
      </Button>
      {open && (
        <Modal opened onClose={() => setOpen(false)} title={words.applyTitle} size={460}>
          <div className="stack">
            <p>{words.applyText(others)}</p>
            <ProblemNote error={send.error} />
            <span className="line">
              <Button loading={send.isPending} onClick={() => send.mutate()}>
                {words.apply}
              </Button>
              <Button variant="default" onClick={() => setOpen(false)}>
                {words.cancel}
              </Button>
            </span>
          </div>
        </Modal>
      )}
    </>
  );
}

interface StartProps {
  organisation: string;
  texts: { file: string; text: string }[];
  base: string;
  etag: string;
}

/** A draft that begins with the texts of this version; one that is there already is only replaced when it is said twice. */
function StartFrom({ organisation: id, texts, base, etag }: StartProps) {
  const navigate = useNavigate();
  const [draft, setDraft] = useAgreementDraft(id);
  const [asked, setAsked] = useState(false);
  const other = draft !== null && !sameTexts(draft.texts, texts);
  if (texts.length === 0) return null;
  const begin = () => {
    if (other && !asked) return setAsked(true);
    setDraft({ base, etag, texts, lists: [] });
    return void navigate({ to: '/$organisation/agreement/draft', params: { organisation: id } });
  };
  return (
    <Button size="compact-md" variant="default" onBlur={() => setAsked(false)} onClick={begin}>
      {asked ? words.startOver : words.startFrom}
    </Button>
  );
}
