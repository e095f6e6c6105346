import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client, matching } from '../api/client';
import type { Version } from '../api/types';
import { useFiles } from '../parts/files';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { type Approval, readApproval } from './approval';
import { useRight } from './data';
import classes from './version.module.css';
import { approvalWords, words } from './words';

interface Props {
  organisation: string;
  version: string;
  etag: string;
}

/** A party signs where its key is, and brings what came out: the service never holds a key but its own. */
export function Approve({ organisation: id, version, etag }: Props) {
  const { organisation } = usePlace();
  const { party } = organisation;
  const internal = organisation.parties.find((one) => one.key === party)?.kind === 'internal';
  const right = useRight(id, internal ? 'approve-version' : 'cosign');
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const read = text.trim() ? readApproval(text, party) : undefined;
  const wrong = read && 'wrong' in read ? approvalWords[read.wrong] : undefined;
  const send = useMutation({
    mutationFn: async (body: Approval) =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/agreement/versions/{version}/approve', {
          params: { path: { organisation: id, version }, header },
          ...matching(etag),
          body,
        }),
      )) as Version,
    onSuccess: () => setText(''),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['agreement-version', id] });
      void queries.invalidateQueries({ queryKey: ['agreement-versions', id] });
      void queries.invalidateQueries({ queryKey: ['organisation', id] });
    },
  });
  const files = useFiles(([file]) => void file?.text().then(setText));
  const title = words.approveTitle(partyName(organisation, party));
  if (right.data && !right.data.allow) {
    return (
      <section className={classes.approve} aria-label={title}>
        <h2>{title}</h2>
        <p className="quiet">{words.notYours}</p>
        {right.data.because.map((one) => (
          <p key={one.id} className="quiet">
            {one.words}
          </p>
        ))}
      </section>
    );
  }
  return (
    <section
      className={classes.approve}
      aria-label={title}
      {...files.zone}
    >
      <h2>{title}</h2>
      <p className="quiet">{words.approveText}</p>
      <ol>
        <li>
          <a href={`/api/v1/organisations/${id}/agreement/versions/${version}`} download="version.json">
            <Icon name="download" /> {words.stepSave}
          </a>
        </li>
        <li>
          <span>{words.stepSign}</span>
          <Command text={words.signCommand(party)} />
          <p className="quiet">{words.stepSignHint}</p>
          <details>
            <summary>{words.noKey}</summary>
            <p className="quiet">{words.noKeyText}</p>
            <Command text={words.keyCommand(party)} />
          </details>
        </li>
        <li>
          <span>{words.stepGive}</span>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (read && 'approval' in read) send.mutate(read.approval);
            }}
          >
            <textarea
              aria-label={words.paste}
              placeholder={words.stepGiveHint}
              rows={3}
              spellCheck={false}
              value={text}
              aria-invalid={!!wrong || undefined}
              aria-describedby={wrong ? 'approval-wrong' : undefined}
              onChange={(event) => {
                send.reset();
                setText(event.target.value);
              }}
            />
            {wrong && (
              <p id="approval-wrong" role="alert" className={classes.wrong}>
                {wrong}
              </p>
            )}
            <ProblemNote error={send.error} />
            <span className="line">
              <Button type="submit" size="compact-md" disabled={!read || 'wrong' in read} loading={send.isPending}>
                {words.approve}
              </Button>
              <Button size="compact-md" variant="default" onClick={files.pick}>
                {words.pick}
              </Button>
              <input {...files.input} accept=".json,application/json" aria-label={words.pick} />
            </span>
          </form>
        </li>
      </ol>
    </section>
  );
}

/** What to run, with a button that copies it. */
function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.command}>
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        aria-label={copied ? words.copied : words.copy}
        title={copied ? words.copied : words.copy}
        onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
      >
        <Icon name={copied ? 'check' : 'copy'} />
      </button>
    </div>
  );
}
