import { Button, Modal, MultiSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { change, client } from '../api/client';
import { asProblem } from '../api/problem';
import { queries } from '../api/queries';
import type { Webhook } from '../api/types';
import { Once } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { momentWords } from '../parts/time';
import { webhooksQuery } from './data';
import { webhookKinds } from './kinds';
import { ListHead } from './ListHead';
import { webhookWords as words } from './words';

/** Whether it is told, in a word. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  if (!webhook.is_on) {
    const because = webhook.off_because as keyof typeof words.off;
    return (
      <span className={sheet.mark} data-tone={because === 'by-hand' ? undefined : 'bad'}>
        {words.off[because] ?? webhook.off_because}
      </span>
    );
  }
  return (
    <span className={sheet.mark} data-tone={webhook.failing_since ? 'warn' : 'good'}>
      {webhook.failing_since ? words.failing(momentWords(webhook.failing_since)) : words.on}
    </span>
  );
}

/** Where one's party's programs are told. */
export function Webhooks({ organisation: id }: { organisation: string }) {
  const list = useQuery(webhooksQuery(id));
  const [making, setMaking] = useState(false);
  return (
    <>
      <ListHead words={words} list={list} make={() => setMaking(true)} />
      <ul className={sheet.rows}>
        {list.data?.map((one) => (
          <li key={one.id}>
            <span className={sheet.grow}>
              <Link to="/$organisation/settings" params={{ organisation: id }} search={{ view: 'webhooks', webhook: one.id }}>
                {one.name || one.url}
              </Link>
              <small>
                {one.name && `${one.url}, `}
                {one.kinds.join(', ') || words.all}
              </small>
            </span>
            <WebhookState webhook={one} />
          </li>
        ))}
      </ul>
      {making && <NewWebhook organisation={id} close={() => setMaking(false)} />}
    </>
  );
}

function NewWebhook({ organisation: id, close }: { organisation: string; close: () => void }) {
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [kinds, setKinds] = useState<string[]>([]);
  const making = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/webhooks', {
          params: { path: { organisation: id }, header },
          body: { url: url.trim(), kinds, ...(name.trim() ? { name: name.trim() } : {}) },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['webhooks', id] }),
  });
  const problem = making.error ? asProblem(making.error) : undefined;
  return (
    <Modal opened onClose={close} title={words.make} size={520}>
      {making.data ? (
        <Once title={words.secretTitle} secret={making.data.secret} note={words.secretNote} done={close} />
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
            label={words.url}
            description={words.urlHint}
            type="url"
            required
            withAsterisk={false}
            value={url}
            error={problem?.at('/url')}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput label={words.name} value={name} error={problem?.at('/name')} onChange={(event) => setName(event.currentTarget.value)} />
          <MultiSelect label={words.kinds} description={words.kindsHint} searchable data={webhookKinds} value={kinds} onChange={setKinds} />
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
