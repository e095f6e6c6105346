import { Button, Checkbox, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import { queries } from '../api/queries';
import { Confirm } from '../parts/Confirm';
import { useFiles } from '../parts/files';
import { partyName, usePlace } from '../parts/place';
import type { Keys } from './data';
import { canHash, fingerprintOf, keyIn } from './pairing';
import classes from './record.module.css';
import { pairWords as words } from './words';

interface Props {
  organisation: string;
  host: Keys['host'];
  /** Parties that have no key yet: another in the place of one is said on the server. */
  parties: string[];
  close: () => void;
}

/** Says whose a key is, after both sides have read its fingerprint to each other. */
export function PairKey({ organisation: id, host, parties, close }: Props) {
  const { organisation } = usePlace();
  const [party, setParty] = useState(parties.length === 1 ? (parties[0] ?? '') : '');
  const [text, setText] = useState('');
  const [compared, setCompared] = useState(false);
  const typed = (next: string) => {
    setText(next);
    setCompared(false);
  };
  const files = useFiles(([file]) => void file?.text().then(typed));
  const read = text.trim() ? keyIn(text) : undefined;
  const good = read && 'vkey' in read ? read : undefined;
  const fingerprint = useQuery({
    queryKey: ['fingerprint', good?.vkey],
    enabled: good !== undefined && canHash(),
    staleTime: Infinity,
    queryFn: () => fingerprintOf((good as { key: Uint8Array }).key),
  });
  const theirs = good && fingerprint.data;
  return (
    <Confirm
      title={words.title}
      deed={words.pair}
      wait={!party || !theirs || !compared}
      close={close}
      done={() => void queries.invalidateQueries({ queryKey: ['pairings', id] })}
      run={() =>
        change((header) =>
          client.POST('/api/v1/organisations/{organisation}/pairings', {
            params: { path: { organisation: id }, header },
            body: { party, vkey: good?.vkey ?? '' },
          }),
        )
      }
    >
      <p>{words.lead}</p>
      <Select
        label={words.party}
        data={parties.map((one) => ({ value: one, label: partyName(organisation, one) }))}
        value={party || null}
        allowDeselect={false}
        onChange={(next) => setParty(next ?? '')}
      />
      <div className={classes.key} {...files.zone}>
        <Textarea
          label={words.key}
          description={words.keyHint}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          value={text}
          error={read && 'wrong' in read ? words.wrong[read.wrong] : undefined}
          onChange={(event) => typed(event.currentTarget.value)}
          {...files.paste}
        />
        <Button size="compact-sm" variant="default" onClick={files.pick}>
          {words.pick}
        </Button>
        <input {...files.input} aria-label={words.pick} />
      </div>
      {good && !canHash() && (
        <p role="alert" className={classes.wrong}>
          {words.cannotHash}
        </p>
      )}
      {theirs && (
        <dl className={classes.compare}>
          <dt>{words.theirs(party ? partyName(organisation, party) : '')}</dt>
          <dd>
            <code className={classes.fingerprint}>{theirs}</code>
          </dd>
          <dt>{words.ours}</dt>
          <dd>
            <code className={classes.fingerprint}>{host.fingerprint}</code>
          </dd>
        </dl>
      )}
      <Checkbox label={words.compared} disabled={!theirs} checked={compared} onChange={(event) => setCompared(event.currentTarget.checked)} />
    </Confirm>
  );
}
