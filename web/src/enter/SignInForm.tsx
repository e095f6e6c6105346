import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { ask, client } from '../api/client';
import { Problem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import type { Me } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import classes from './enter.module.css';
import { words } from './words';

/** E-mail address and password; the code is asked for when the service asks for one. */
export function SignInForm({ email: known = '', done }: { email?: string; done: (me: Me) => void }) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [wantsCode, setWantsCode] = useState(false);
  const signIn = useMutation({
    mutationFn: async () =>
      (await ask(
        client.POST('/api/v1/sessions', {
          body: { email, password, ...(code ? { code: code.replace(/\s/g, '') } : {}) },
        }),
      )) as Me,
    onSuccess: (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      done(me);
    },
    onError: (error) => {
      if (error instanceof Problem && error.code === 'second-factor-needed') setWantsCode(true);
    },
  });
  const asks = signIn.error instanceof Problem && signIn.error.code === 'second-factor-needed';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label={words.email}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus={!known}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus={!!known}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {wantsCode && (
        <TextInput
          label={words.code}
          description={words.codeHint}
          autoComplete="one-time-code"
          autoFocus
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {!asks && <ProblemNote error={signIn.error} />}
      <Button type="submit" loading={signIn.isPending}>
        {words.signIn}
      </Button>
    </form>
  );
}
