import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type FormEvent } from 'react';
import { renderSVG } from 'uqr';

import { ask, change, client } from '../api/client';
import { meQuery, queries } from '../api/queries';
import { ProblemNote } from '../parts/ProblemNote';
import { EnterPage } from './EnterPage';
import classes from './enter.module.css';
import { RecoveryCodes } from './RecoveryCodes';
import { words } from './words';

/** Sets up an authenticator: scan, confirm with a code, keep the recovery codes. */
export function SecondFactor() {
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const offer = useQuery({
    queryKey: ['second-factor-offer'],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: () => change((header) => client.POST('/api/v1/me/second-factor', { params: { header } })),
  });
  const picture = useMemo(() => (offer.data ? renderSVG(offer.data.address, { border: 0 }) : ''), [offer.data]);
  const confirm = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/me/second-factor/confirm', {
          params: { header },
          body: { pending: offer.data?.pending ?? '', code: code.replace(/\s/g, '') },
        }),
      ),
    onSuccess: async () => queries.setQueryData(meQuery.queryKey, (await ask(client.GET('/api/v1/me'))) as never),
  });
  const leave = () => {
    void queries.invalidateQueries();
    void navigate({ to: '/', replace: true });
  };
  if (confirm.data) {
    return (
      <EnterPage title={words.codesTitle} lead={words.codesText}>
        <RecoveryCodes codes={confirm.data.codes ?? []} done={leave} />
      </EnterPage>
    );
  }
  return (
    <EnterPage title={words.second} lead={words.secondText}>
      <form
        className={classes.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <ProblemNote error={offer.error} />
        {offer.data && (
          <>
            <p>{words.scan}</p>
            <div
              className={classes.qr}
              role="img"
              aria-label={words.qrCode}
              dangerouslySetInnerHTML={{ __html: picture }}
            />
            <p className="quiet">
              {words.scanOr} <span className={classes.secret}>{offer.data.secret.replace(/(.{4})/g, '$1 ')}</span>
            </p>
            <TextInput
              label={words.confirm}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              withAsterisk={false}
              maxLength={9}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <ProblemNote error={confirm.error} />
            <div className="line">
              <Button type="submit" loading={confirm.isPending}>
                {words.turnOn}
              </Button>
              <Button variant="default" onClick={leave}>
                {words.later}
              </Button>
            </div>
          </>
        )}
      </form>
    </EnterPage>
  );
}
