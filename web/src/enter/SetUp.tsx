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

/** From the link that the server printed to an organisation and its owner. */
export function SetUp() {
  const token = linkToken();
  const navigate = useNavigate();
  const [form, setForm] = useState({ organisation: '', name: '', email: '', password: '', person: '' });
  const make = useMutation({
    mutationFn: async () => {
      const { person, ...rest } = form;
      const body = { token, ...rest, ...(person ? { person } : {}) };
      return (await ask(client.POST('/api/v1/setup', { body }))) as Me;
    },
    onSuccess: (me) => {
      queries.setQueryData(meQuery.queryKey, me);
      const made = me.organisations[0];
      if (made) void navigate({ to: '/$organisation/begin', params: { organisation: made.id }, replace: true });
    },
  });
  const problem = make.error instanceof Problem ? make.error : undefined;
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: problem?.at(`/${name}`),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  if (!token) return <EnterPage title={words.noToken} lead={words.noTokenText} children={null} />;
  return (
    <EnterPage title={words.setUp} lead={words.setUpText}>
      <form
        className={classes.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextInput
          label={words.organisation}
          description={words.organisationHint}
          autoFocus
          required
          withAsterisk={false}
          autoComplete="organization"
          {...field('organisation')}
        />
        <TextInput label={words.name} required withAsterisk={false} autoComplete="name" {...field('name')} />
        <TextInput
          label={words.email}
          type="email"
          required
          withAsterisk={false}
          autoComplete="username"
          {...field('email')}
        />
        <PasswordInput
          label={words.newPassword}
          description={words.newPasswordHint}
          required
          withAsterisk={false}
          minLength={12}
          autoComplete="new-password"
          {...field('password')}
        />
        <TextInput label={words.person} description={words.personHint} autoComplete="off" {...field('person')} />
        <ProblemNote error={make.error} />
        <Button type="submit" loading={make.isPending}>
          {words.make}
        </Button>
      </form>
    </EnterPage>
  );
}
