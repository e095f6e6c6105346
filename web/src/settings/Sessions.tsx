import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import { queries } from '../api/queries';
import { Confirm } from '../parts/Confirm';
import { Bones } from '../parts/Empty';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { lengthWords, momentWords } from '../parts/time';
import { useNow } from '../parts/Time';
import { agentWords } from './agent';
import { sessionsQuery } from './data';
import { sessionWords as words } from './words';

const end = (session: string) =>
  change(() => client.DELETE('/api/v1/me/sessions/{session}', { params: { path: { session } } }));

function usedWords(at: string, now: number) {
  const s = (now - Date.parse(at)) / 1000;
  return s < 90 ? words.inUse : words.used(lengthWords(s));
}

/** Where one is signed in; this browser first. */
export function Sessions() {
  const now = useNow();
  const list = useQuery(sessionsQuery);
  const [ending, setEnding] = useState(false);
  const anew = () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  const one = useMutation({ mutationFn: end, onSettled: anew });
  const all = [...(list.data ?? [])].sort(
    (a, b) => Number(b.is_this) - Number(a.is_this) || Date.parse(b.last_used) - Date.parse(a.last_used),
  );
  const others = all.filter((each) => !each.is_this);
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <ProblemNote error={list.error ?? one.error} again={() => void list.refetch()} />
      {list.isPending && <Bones lines={3} />}
      <ul className={sheet.rows}>
        {all.map((each) => {
          const browser = agentWords(each.browser, words);
          return (
            <li key={each.id}>
              <span className={sheet.grow} title={each.browser}>
                <b>{browser}</b>
                <small>
                  {words.since(momentWords(each.since))}, {usedWords(each.last_used, now)}, {words.until(momentWords(each.until))}
                </small>
              </span>
              {each.is_this ? (
                <span className={sheet.mark} data-tone="good">
                  {words.here}
                </span>
              ) : (
                <button type="button" className={sheet.deed} aria-label={words.endOf(browser)} onClick={() => one.mutate(each.id)}>
                  {words.end}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <div>
          <Button size="xs" variant="default" onClick={() => setEnding(true)}>
            {words.others}
          </Button>
        </div>
      )}
      {ending && (
        <Confirm
          title={words.othersTitle}
          deed={words.others}
          close={() => setEnding(false)}
          run={async () => {
            // One after the other: where one is over already, the rest are still to end.
            const ended = await Promise.allSettled(others.map((each) => end(each.id)));
            await anew();
            const failed = ended.find((each) => each.status === 'rejected' && each.reason?.status !== 404);
            if (failed?.status === 'rejected') throw failed.reason;
          }}
        >
          <p>{words.othersText(others.length)}</p>
        </Confirm>
      )}
    </>
  );
}
