import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { ask, change, client } from '../api/client';
import { meQuery, queries, useMe } from '../api/queries';
import type { Me } from '../api/types';
import { RecoveryCodes } from '../enter/RecoveryCodes';
import { Confirm } from '../parts/Confirm';
import { chooseLanguage, chosenLanguage, type Language, languages } from '../parts/language';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { setDensity, setScheme, useDensity, useScheme, type Density, type Scheme } from '../shell/theme';
import { words as shell } from '../shell/words';
import { Identities } from './Identities';
import classes from './settings.module.css';
import { youWords as words } from './words';

const meAnew = async () => queries.setQueryData(meQuery.queryKey, (await ask(client.GET('/api/v1/me'))) as Me);

/** Who one is, how the pages look, and what one signs in with. */
export function You({ organisation }: { organisation: string }) {
  const me = useMe().data;
  const scheme = useScheme();
  const density = useDensity();
  if (!me) return null;
  return (
    <>
      <dl className={sheet.facts}>
        <div>
          <dt>{words.name}</dt>
          <dd>{me.name}</dd>
        </div>
        <div>
          <dt>{words.email}</dt>
          <dd>{me.email}</dd>
        </div>
        <div>
          <dt>{words.member}</dt>
          <dd>{me.organisations.map((one) => one.name).join(', ')}</dd>
        </div>
      </dl>
      <section className={sheet.section}>
        <h2>
          {words.look} <small>{words.lookText}</small>
        </h2>
        <div className={classes.look}>
          <SegmentedControl
            aria-label={shell.theme}
            value={scheme}
            onChange={(next) => setScheme(next as Scheme)}
            data={[
              { value: 'system', label: shell.system },
              { value: 'light', label: shell.light },
              { value: 'dark', label: shell.dark },
            ]}
          />
          <SegmentedControl
            aria-label={shell.density}
            value={density}
            onChange={(next) => setDensity(next as Density)}
            data={[
              { value: 'dense', label: shell.dense },
              { value: 'airy', label: shell.airy },
            ]}
          />
          <SegmentedControl
            aria-label={shell.language}
            value={chosenLanguage() ?? ''}
            onChange={(next) => chooseLanguage(next === '' ? undefined : (next as Language))}
            data={[{ value: '', label: shell.asBrowser }, ...Object.entries(languages).map(([value, label]) => ({ value, label }))]}
          />
        </div>
      </section>
      <SecondFactorSection me={me} />
      <PasswordSection me={me} />
      <Identities organisation={organisation} withCode={me.has_second_factor} />
    </>
  );
}

function SecondFactorSection({ me }: { me: Me }) {
  const [deed, setDeed] = useState<'renew' | 'remove'>();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<string[]>();
  const proof = () => ({ password, ...(code ? { code: code.replace(/\s/g, '') } : {}) });
  const close = () => {
    setDeed(undefined);
    setPassword('');
    setCode('');
  };
  const run = async () => {
    if (deed === 'remove') {
      await change((header) => client.POST('/api/v1/me/second-factor/remove', { params: { header }, body: proof() }));
    } else {
      const made = await change((header) => client.POST('/api/v1/me/recovery-codes', { params: { header }, body: proof() }));
      setCodes(made.codes ?? []);
    }
    await meAnew();
  };
  return (
    <section className={sheet.section}>
      <h2>
        {words.second}
        <span className={sheet.mark} data-tone={me.has_second_factor ? 'good' : 'warn'}>
          {me.has_second_factor ? words.secondOn : words.secondOff}
        </span>
      </h2>
      <p className={sheet.lead}>{me.has_second_factor ? words.secondOnText(me.recovery_codes_left) : words.secondOffText}</p>
      {codes ? (
        <div className={classes.codes}>
          <h3>{words.codesTitle}</h3>
          <RecoveryCodes codes={codes} done={() => setCodes(undefined)} />
        </div>
      ) : (
        <div className="line">
          {me.has_second_factor ? (
            <>
              <Button size="xs" variant="default" onClick={() => setDeed('renew')}>
                {words.renew}
              </Button>
              <Button size="xs" variant="default" c="var(--bad)" onClick={() => setDeed('remove')}>
                {words.remove}
              </Button>
            </>
          ) : (
            <Button size="xs" component={Link} to="/second-factor">
              {words.setUp}
            </Button>
          )}
        </div>
      )}
      {deed && (
        <Confirm
          title={deed === 'renew' ? words.renewTitle : words.removeTitle}
          deed={deed === 'renew' ? words.renew : words.remove}
          grave={deed === 'remove'}
          wait={password === ''}
          close={close}
          run={run}
        >
          <p>{deed === 'renew' ? words.renewText : words.removeText}</p>
          <PasswordInput
            data-autofocus
            label={words.proof}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <TextInput
            label={words.code}
            description={words.codeHint}
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        </Confirm>
      )}
    </section>
  );
}

function PasswordSection({ me }: { me: Me }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const changing = useMutation({
    mutationFn: () =>
      change(() =>
        client.PUT('/api/v1/me/password', {
          body: { current, password, ...(code ? { code: code.replace(/\s/g, '') } : {}) },
        }),
      ),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      setCode('');
      for (const key of ['my-sessions', 'my-tokens']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <section className={sheet.section}>
      <h2>{words.password}</h2>
      <p className={sheet.lead}>{words.passwordText}</p>
      <form
        className={classes.password}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          changing.mutate();
        }}
      >
        <PasswordInput
          label={words.current}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.next}
          description={words.nextHint}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {me.has_second_factor && (
          <TextInput
            label={words.code}
            description={words.codeHint}
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <ProblemNote error={changing.error} />
        {changing.isSuccess && <p role="status">{words.changed}</p>}
        <div>
          <Button type="submit" size="xs" loading={changing.isPending}>
            {words.change}
          </Button>
        </div>
      </form>
    </section>
  );
}
