import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client, matching } from '../api/client';
import { asProblem } from '../api/problem';
import type { Version } from '../api/types';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { useDifference } from './data';
import { isEmpty } from './difference';
import { DifferenceView } from './DifferenceView';
import type { AgreementDraft } from './draft';
import classes from './draft.module.css';
import { MovedOn } from './MovedOn';
import { words } from './words';

interface Props {
  organisation: string;
  draft: AgreementDraft;
  /** Whether the checker finds any. */
  errors: boolean;
  /** Who proposes, where that is not the reader's party. */
  proposer: string | undefined;
  carryOn: () => void;
  close: () => void;
  done: (version: string) => void;
}

/** What the draft changes, in words, before it is put before the others. */
export function Propose({ organisation: id, draft, errors, proposer, carryOn, close, done }: Props) {
  const { organisation } = usePlace();
  const queries = useQueryClient();
  const [despite, setDespite] = useState(false);
  const difference = useDifference(id, draft, undefined);
  const send = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/agreement/versions', {
          params: { path: { organisation: id }, header },
          ...matching(draft.etag),
          body: { texts: draft.texts, lists: draft.lists, despite_errors: despite },
        }),
      )) as Version,
    onSuccess: (version) => done(version.version),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agreement-versions', id] }),
  });
  const needed = difference.data?.approval_needed.map((one) => partyName(organisation, one)) ?? [];
  const isOld = send.error !== null && asProblem(send.error).status === 412;
  const nothing = difference.data && isEmpty(difference.data);
  return (
    <Modal opened onClose={close} title={words.proposeTitle} size={860}>
      <div className="stack">
        <DifferenceView query={difference} />
        {proposer ? (
          <Aside name={proposer} draft={draft} said={difference.data?.words} />
        ) : (
          <form
            className={classes.propose}
            onSubmit={(event) => {
              event.preventDefault();
              send.mutate();
            }}
          >
            {difference.data && !nothing && (
              <p className="quiet">{needed.length > 0 ? words.proposeHint(needed.join(', ')) : words.needsNobody}</p>
            )}
            {errors && (
              <Checkbox
                label={words.despite}
                checked={despite}
                onChange={(event) => setDespite(event.currentTarget.checked)}
              />
            )}
            {isOld ? (
              <MovedOn
                organisation={id}
                carryOn={() => {
                  carryOn();
                  send.reset();
                }}
              />
            ) : (
              <ProblemNote error={send.error} />
            )}
            <Button type="submit" disabled={!difference.data || isOld || (errors && !despite)} loading={send.isPending}>
              {words.propose}
            </Button>
          </form>
        )}
      </div>
    </Modal>
  );
}

/** Who may not propose hands on what they would change. */
function Aside({ name, draft, said }: { name: string; draft: AgreementDraft; said: string | undefined }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.propose}>
      <p>{words.onlyOwn(name)}</p>
      <span className="line">
        {said && (
          <Button
            variant="default"
            onClick={() => void navigator.clipboard?.writeText(said).then(() => setCopied(true))}
            leftSection={<Icon name={copied ? 'check' : 'copy'} />}
          >
            {copied ? words.copied : words.copyWords}
          </Button>
        )}
        {draft.texts.map((one) => (
          <Button
            key={one.file}
            variant="default"
            leftSection={<Icon name="download" />}
            onClick={() => saveText(one.file, one.text)}
          >
            {one.file}
          </Button>
        ))}
      </span>
    </div>
  );
}

function saveText(file: string, text: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}
