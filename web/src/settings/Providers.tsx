import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { change, client } from '../api/client';
import { asProblem } from '../api/problem';
import { queries } from '../api/queries';
import type { Provider } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Copyable } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { providersQuery } from './data';
import { ListHead } from './ListHead';
import { providerWords as words } from './words';

/** Who vouches for one's party's people when they sign in. */
export function Providers({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const list = useQuery(providersQuery(id));
  const [making, setMaking] = useState(false);
  const [removing, setRemoving] = useState<Provider>();
  const anew = () => void queries.invalidateQueries({ queryKey: ['providers', id] });
  return (
    <>
      <ListHead words={words} list={list} make={() => setMaking(true)} />
      <ul className={sheet.rows}>
        {list.data?.map((one) => (
          <li key={one.id}>
            <span className={sheet.grow}>
              <b>{one.name}</b>
              <small>
                {one.issuer}, {words.vouches(partyName(organisation, one.party))}
              </small>
            </span>
            <a href={one.start}>{words.start}</a>
            <button type="button" className={sheet.deed} onClick={() => setRemoving(one)}>
              {words.remove}
              <span className="hidden-words"> {one.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {making && <NewProvider organisation={id} close={() => setMaking(false)} done={anew} />}
      {removing && (
        <Confirm
          title={words.removeTitle(removing.name)}
          deed={words.remove}
          grave
          close={() => setRemoving(undefined)}
          done={anew}
          run={() =>
            change(() =>
              client.DELETE('/api/v1/organisations/{organisation}/identity-providers/{provider}', {
                params: { path: { organisation: id, provider: removing.id } },
              }),
            )
          }
        >
          <p>{words.removeText}</p>
        </Confirm>
      )}
    </>
  );
}

function NewProvider({ organisation: id, close, done }: { organisation: string; close: () => void; done: () => void }) {
  const [name, setName] = useState('');
  const [issuer, setIssuer] = useState('');
  const [client_id, setClient] = useState('');
  const [client_secret, setSecret] = useState('');
  const [joins, setJoins] = useState(false);
  const redirect_uri = `${location.origin}/api/v1/identity/callback`;
  const making = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/identity-providers', {
          params: { path: { organisation: id }, header },
          body: { name, issuer, client_id, client_secret, redirect_uri, joins },
        }),
      ),
    onSuccess: () => {
      done();
      close();
    },
  });
  const problem = making.error ? asProblem(making.error) : undefined;
  const field = (key: string, label: string, value: string, set: (next: string) => void) => ({
    label,
    value,
    required: true,
    withAsterisk: false,
    error: problem?.at(`/${key}`),
    onChange: (event: { currentTarget: HTMLInputElement }) => set(event.currentTarget.value),
  });
  return (
    <Modal opened onClose={close} title={words.make} size={520}>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <TextInput data-autofocus {...field('name', words.name, name, setName)} />
        <TextInput description={words.issuerHint} type="url" {...field('issuer', words.issuer, issuer, setIssuer)} />
        <div>
          <div className="eyebrow">{words.redirect}</div>
          <Copyable text={redirect_uri} label={words.redirect} />
        </div>
        <TextInput {...field('client_id', words.client, client_id, setClient)} />
        <PasswordInput autoComplete="off" {...field('client_secret', words.secret, client_secret, setSecret)} />
        <Checkbox label={words.joins} checked={joins} onChange={(event) => setJoins(event.currentTarget.checked)} />
        <ProblemNote error={making.error} />
        <div>
          <Button type="submit" loading={making.isPending}>
            {words.create}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
