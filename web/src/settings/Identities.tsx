import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import { queries } from '../api/queries';
import type { MyIdentity } from '../api/types';
import { Confirm } from '../parts/Confirm';
import sheet from '../parts/sheet.module.css';
import { identitiesQuery } from './data';
import { identityWords as words, youWords } from './words';

const base = '/api/v1/organisations/{organisation}/my-identities/{provider}';

/** The providers of one's party, and whether they sign one in; nothing where there is none. */
export function Identities({ organisation: id, withCode }: { organisation: string; withCode: boolean }) {
  const list = useQuery(identitiesQuery(id));
  const [chosen, setChosen] = useState<MyIdentity>();
  if (!list.data?.length) return null;
  return (
    <section className={sheet.section}>
      <h2>{words.title}</h2>
      <p className={sheet.lead}>{words.lead}</p>
      <ul className={sheet.rows}>
        {list.data.map((one) => (
          <li key={one.provider}>
            <span className={sheet.grow}>
              <b>{one.name}</b>
              <small>{one.issuer}</small>
            </span>
            <span className={sheet.mark} data-tone={one.linked ? 'good' : undefined}>
              {one.linked ? words.linked : words.notLinked}
            </span>
            <button type="button" className={sheet.deed} onClick={() => setChosen(one)}>
              {one.linked ? words.unlink : words.link}
              <span className="hidden-words"> {one.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && <Deed organisation={id} identity={chosen} withCode={withCode} close={() => setChosen(undefined)} />}
    </section>
  );
}

interface DeedProps {
  organisation: string;
  identity: MyIdentity;
  withCode: boolean;
  close: () => void;
}

function Deed({ organisation, identity, withCode, close }: DeedProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const run = async () => {
    const path = { organisation, provider: identity.provider };
    const body = { password, ...(code ? { code: code.replace(/\s/g, '') } : {}) };
    if (identity.linked) {
      await change((header) => client.POST(`${base}/unlink`, { params: { path, header }, body }));
      for (const key of ['my-identities', 'my-sessions']) void queries.invalidateQueries({ queryKey: [key] });
    } else {
      const begun = await change((header) => client.POST(`${base}/link`, { params: { path, header }, body }));
      window.location.assign(begun.go);
    }
  };
  return (
    <Confirm
      title={(identity.linked ? words.unlinkTitle : words.linkTitle)(identity.name)}
      deed={identity.linked ? words.unlink : words.goThere}
      grave={!!identity.linked}
      wait={password === ''}
      close={close}
      run={run}
    >
      <p>{identity.linked ? words.unlinkText : words.linkText}</p>
      <PasswordInput
        data-autofocus
        label={youWords.proof}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {withCode && (
        <TextInput
          label={youWords.code}
          description={youWords.codeHint}
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
    </Confirm>
  );
}
