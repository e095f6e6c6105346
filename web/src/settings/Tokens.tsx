import { Button, Checkbox, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { change, client } from '../api/client';
import { asProblem } from '../api/problem';
import { queries } from '../api/queries';
import type { Token } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Once } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { dateWords, lengthWords } from '../parts/time';
import { useNow } from '../parts/Time';
import { tokensQuery } from './data';
import classes from './settings.module.css';
import { ListHead } from './ListHead';
import { scopeWords, tokenWords as words } from './words';

const anew = () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey });

function usedWords(token: Token, now: number) {
  const s = (now - Date.parse(token.last_used)) / 1000;
  if (token.last_used <= token.since) return words.neverUsed;
  return s < 90 ? words.usedNow : words.used(lengthWords(s));
}

/** What programs one has let act for oneself. */
export function Tokens() {
  const now = useNow();
  const list = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  return (
    <>
      <ListHead words={words} list={list} make={() => setMaking(true)} />
      <ul className={sheet.rows}>
        {list.data?.map((one) => (
          <li key={one.id}>
            <span className={sheet.grow}>
              <b>{one.name}</b>
              <small>{one.scopes.join(', ')}</small>
            </span>
            <span className={sheet.when}>
              {usedWords(one, now)}, {words.until(dateWords(one.until, now))}
            </span>
            <button type="button" className={sheet.deed} onClick={() => setRevoking(one)}>
              {words.revoke}
              <span className="hidden-words"> {one.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {making && <NewToken close={() => setMaking(false)} />}
      {revoking && (
        <Confirm
          title={words.revokeTitle(revoking.name)}
          deed={words.revoke}
          grave
          close={() => setRevoking(undefined)}
          done={() => void anew()}
          run={() => change(() => client.DELETE('/api/v1/me/tokens/{token}', { params: { path: { token: revoking.id } } }))}
        >
          <p>{words.revokeText}</p>
        </Confirm>
      )}
    </>
  );
}

function NewToken({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [days, setDays] = useState('90');
  const making = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/me/tokens', { params: { header }, body: { name, scopes, days: Number(days) } }),
      ),
    onSuccess: () => void anew(),
  });
  const problem = making.error ? asProblem(making.error) : undefined;
  return (
    <Modal opened onClose={close} title={words.make} size={520}>
      {making.data ? (
        <Once title={words.made(name)} secret={making.data.token} done={close} />
      ) : (
        <form
          className="stack"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            making.mutate();
          }}
        >
          <TextInput
            data-autofocus
            label={words.name}
            placeholder={words.namePlaceholder}
            required
            withAsterisk={false}
            value={name}
            error={problem?.at('/name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label={words.scopes} value={scopes} onChange={setScopes} error={problem?.at('/scopes')}>
            <div className={classes.scopes}>
              {Object.entries(scopeWords).map(([scope, label]) => (
                <Checkbox key={scope} value={scope} label={label} />
              ))}
            </div>
          </Checkbox.Group>
          <div>
            <div className="eyebrow">{words.days}</div>
            <SegmentedControl
              fullWidth
              aria-label={words.days}
              value={days}
              onChange={setDays}
              data={Object.entries(words.spans).map(([value, label]) => ({ value, label }))}
            />
          </div>
          <ProblemNote error={making.error} />
          <div>
            <Button type="submit" loading={making.isPending}>
              {words.create}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
