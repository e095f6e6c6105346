import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { ask, client } from '../api/client';
import { Problem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import type { Me } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import { EnterPage } from './EnterPage';
import classes from './enter.module.css';
import { linkToken } from './linkToken';
import { words } from './words';

/** From an invitation's link to a member of the desk. */
export function Join() {
  const token = linkToken();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const join = useMutation({
    mutationFn: async () => {
      const body = { token, name, password, ...(code ? { code } : {}) };
      return (await ask(client.POST('/api/v1/invitations/accept', { body }))) as Me;
    },
    onSuccess: (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      void navigate({ to: '/', replace: true });
    },
  });
  const wantsCode = join.error instanceof Problem && join.error.code === 'second-factor-needed';
  if (!token) return <EnterPage title={words.noInvitation} lead={words.noInvitationText} children={null} />;
  return (
    <EnterPage title={words.join} lead={words.joinText}>
      <form
        className={classes.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          join.mutate();
        }}
      >
        <TextInput
          label={words.name}
          autoFocus
          required
          withAsterisk={false}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.joinPassword}
          description={words.joinPasswordHint}
          required
          withAsterisk={false}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {(wantsCode || code) && (
          <TextInput
            label={words.code}
            description={words.codeHint}
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        {!wantsCode && <ProblemNote error={join.error} />}
        <Button type="submit" loading={join.isPending}>
          {words.join}
        </Button>
      </form>
    </EnterPage>
  );
}
