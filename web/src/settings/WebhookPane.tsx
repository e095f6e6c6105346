import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { change, client, matching } from '../api/client';
import { queries } from '../api/queries';
import type { Delivery } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Bones } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { Once } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { momentWords } from '../parts/time';
import { Ago } from '../parts/Time';
import { calledIn } from '../people/standing';
import { fromService } from '../service/said';
import { deliveriesQuery, webhookQuery } from './data';
import { WebhookState } from './Webhooks';
import { webhookWords as words } from './words';

const base = '/api/v1/organisations/{organisation}/webhooks/{webhook}';
type Deed = 'rotate' | 'turnOff' | 'remove';

/** One webhook: whether it is told, what was sent, and what became of it. */
export function WebhookPane({ organisation, id }: { organisation: string; id: string }) {
  const { organisation: here, people } = usePlace();
  const navigate = useNavigate();
  const read = useQuery(webhookQuery(organisation, id));
  const [deed, setDeed] = useState<Deed>();
  const [secret, setSecret] = useState<string>();
  const path = { organisation, webhook: id };
  const etag = read.data?.etag ?? '';
  const anew = () => void queries.invalidateQueries({ queryKey: ['webhooks', organisation] });
  const turn = (on: boolean) => change(() => client.PUT(`${base}/on`, { params: { path }, body: { on }, ...matching(etag) }));
  const turningOn = useMutation({ mutationFn: () => turn(true), onSuccess: anew });
  const run: Record<Deed, () => Promise<unknown>> = {
    rotate: async () => setSecret((await change((header) => client.POST(`${base}/secret`, { params: { path, header }, ...matching(etag) }))).secret),
    turnOff: () => turn(false),
    remove: () => change(() => client.DELETE(base, { params: { path }, ...matching(etag) })),
  };
  const said: Record<Deed, string> = { rotate: words.rotateText, turnOff: words.turnOffText, remove: words.removeText };
  const webhook = read.data?.webhook;
  const toAll = { to: '/$organisation/settings', params: { organisation }, search: { view: 'webhooks' } } as const;
  return (
    <>
      <Link {...toAll}>
        <Icon name="back" /> {words.back}
      </Link>
      <ProblemNote error={read.error ?? turningOn.error} again={() => void read.refetch()} />
      {read.isPending && <Bones lines={3} />}
      {webhook && (
        <>
          <div className={sheet.sectionHead}>
            <h2>{webhook.name || webhook.url}</h2>
            <WebhookState webhook={webhook} />
            <span className="line">
              {webhook.is_on ? (
                <button type="button" className={sheet.deed} onClick={() => setDeed('turnOff')}>
                  {words.turnOff}
                </button>
              ) : (
                <button type="button" className={sheet.deed} onClick={() => turningOn.mutate()}>
                  {words.turnOn}
                </button>
              )}
              <button type="button" className={sheet.deed} onClick={() => setDeed('rotate')}>
                {words.rotate}
              </button>
              <button type="button" className={sheet.deed} data-grave onClick={() => setDeed('remove')}>
                {words.remove}
              </button>
            </span>
          </div>
          {secret && <Once title={words.secretTitle} secret={secret} note={words.secretNote} done={() => setSecret(undefined)} />}
          <p className="quiet">
            {webhook.name && `${webhook.url}, `}
            {webhook.kinds.join(', ') || words.all}, {words.by(calledIn(here, people.values(), webhook.person))}
          </p>
          <Deliveries organisation={organisation} id={id} on={webhook.is_on} />
        </>
      )}
      {deed && (
        <Confirm
          title={words[deed]}
          deed={words[deed]}
          grave={deed === 'remove'}
          run={run[deed]}
          close={() => setDeed(undefined)}
          done={() => {
            anew();
            if (deed === 'remove') void navigate(toAll);
          }}
        >
          <p>{said[deed]}</p>
        </Confirm>
      )}
    </>
  );
}

const tones: Record<string, string> = { delivered: 'good', waiting: 'warn', dead: 'bad' };

function Deliveries({ organisation, id, on }: { organisation: string; id: string; on: boolean }) {
  const lists = useInfiniteQuery(deliveriesQuery(organisation, id));
  const again = useMutation({
    mutationFn: (delivery?: string) =>
      change((header) =>
        client.POST(`${base}/replay`, {
          params: { path: { organisation, webhook: id }, header },
          body: delivery ? { delivery } : {},
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['webhooks', organisation, id] }),
  });
  const test = useMutation({
    mutationFn: () => change((header) => client.POST(`${base}/test`, { params: { path: { organisation, webhook: id }, header } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['webhooks', organisation, id] }),
  });
  const all = (lists.data?.pages ?? []).flatMap((one) => one.deliveries);
  return (
    <section className={sheet.section} aria-label={words.deliveries}>
      <div className={sheet.sectionHead}>
        <h2>{words.deliveries}</h2>
        {on && (
          <button type="button" className={sheet.deed} disabled={test.isPending} onClick={() => test.mutate()}>
            {words.test}
          </button>
        )}
        {on && all.some((one) => one.state === 'dead') && (
          <button type="button" className={sheet.deed} onClick={() => again.mutate(undefined)}>
            {words.againAll}
          </button>
        )}
      </div>
      <ProblemNote error={lists.error ?? again.error ?? test.error} />
      {lists.isPending && <Bones lines={4} />}
      {lists.data && all.length === 0 && <p className={sheet.lead}>{words.noDeliveries}</p>}
      <ul className={sheet.rows}>
        {all.map((one) => (
          <DeliveryLine key={one.id} organisation={organisation} delivery={one} again={on ? () => again.mutate(one.id) : undefined} />
        ))}
      </ul>
      {lists.hasNextPage && (
        <Button size="xs" variant="default" loading={lists.isFetchingNextPage} onClick={() => void lists.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

function DeliveryLine({ organisation, delivery, again }: { organisation: string; delivery: Delivery; again: (() => void) | undefined }) {
  return (
    <li>
      <span className={sheet.grow}>
        {delivery.kind}{' '}
        {delivery.ticket && (
          <Link to="/$organisation/tickets/$ticket" params={{ organisation, ticket: delivery.ticket }}>
            {delivery.ticket}
          </Link>
        )}
        <small>
          {words.attempts(delivery.attempts)}
          {delivery.status !== undefined && `, HTTP ${delivery.status}`}
          {delivery.problem && `, ${fromService(delivery.problem)}`}
          {delivery.next && `, ${words.next(momentWords(delivery.next))}`}
        </small>
      </span>
      <span className={sheet.when}>
        <Ago at={delivery.created} />
      </span>
      <span className={sheet.mark} data-tone={tones[delivery.state]}>
        {(words.state as Record<string, string>)[delivery.state] ?? delivery.state}
      </span>
      {again && (
        <button type="button" className={sheet.deed} onClick={again}>
          {words.again}
        </button>
      )}
    </li>
  );
}
