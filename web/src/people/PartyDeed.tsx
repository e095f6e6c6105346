import { MultiSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { change, client } from '../api/client';
import { Confirm } from '../parts/Confirm';
import { partyName, usePlace } from '../parts/place';
import { accessChanged, weekQuery } from './data';
import { EndPreview } from './EndPreview';
import { spanFrom } from './standing';
import { activityName, activityWords, contractWords as words, rightsWords } from './words';

export type PartyDeedName = 'suspend' | 'narrow' | 'end';

const base = '/api/v1/organisations/{organisation}/parties/{party}';

/** Takes something from a party, or everything; what would come of it stands before it is done. */
export function PartyDeed({ organisation: id, name, party, close }: { organisation: string; name: PartyDeedName; party: string; close: () => void }) {
  const { organisation } = usePlace();
  const week = useQuery(weekQuery(id, organisation.agreement));
  const [why, setWhy] = useState('');
  const [span, setSpan] = useState('');
  const [actions, setActions] = useState<string[]>([]);
  const [functions, setFunctions] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const called = partyName(organisation, party);
  const path = { organisation: id, party };
  const until = () => (span ? { until: spanFrom(Date.now(), span) } : {});
  const run: Record<PartyDeedName, () => Promise<unknown>> = {
    suspend: () => change((header) => client.POST(`${base}/suspend`, { params: { path, header }, body: { why, ...until() } })),
    narrow: () => change((header) => client.POST(`${base}/narrow`, { params: { path, header }, body: { why, actions, functions, ...until() } })),
    end: () => change((header) => client.POST(`${base}/dismiss`, { params: { path, header }, body: { why } })),
  };
  const titles: Record<PartyDeedName, string> = {
    suspend: words.suspendTitle(called),
    narrow: words.narrowTitle(called),
    end: words.endTitle(called),
  };
  const activities = new Set([...(week.data?.rows ?? []).map((one) => one.activity), ...Object.keys(activityWords)]);
  const wait = why.trim() === '' || (name === 'end' && typed.trim() !== called) || (name === 'narrow' && actions.length === 0);
  return (
    <Confirm title={titles[name]} deed={words[name]} grave={name !== 'narrow'} wait={wait} run={run[name]} done={() => accessChanged(id)} close={close}>
      {name === 'suspend' && <p>{words.suspendText}</p>}
      {name === 'narrow' && <p>{words.narrowText}</p>}
      {name !== 'narrow' && <EndPreview organisation={id} party={party} ending={name === 'end'} />}
      {name === 'narrow' && (
        <>
          <MultiSelect
            label={rightsWords.actions}
            searchable
            value={actions}
            onChange={setActions}
            data={[...activities].map((one) => ({ value: one, label: activityName(one) }))}
          />
          <MultiSelect
            label={rightsWords.functions}
            description={rightsWords.functionsHint}
            value={functions}
            onChange={setFunctions}
            data={organisation.functions.map((one) => ({ value: one.key, label: one.name }))}
          />
        </>
      )}
      {name !== 'end' && (
        <div>
          <div className="eyebrow">{words.until}</div>
          <SegmentedControl
            fullWidth
            aria-label={words.until}
            value={span}
            onChange={setSpan}
            data={[
              { value: '', label: words.forGood },
              ...Object.entries(rightsWords.spans)
                .slice(1, 3)
                .map(([value, label]) => ({ value, label })),
            ]}
          />
        </div>
      )}
      <Textarea
        label={rightsWords.why}
        description={rightsWords.whyHint}
        autosize
        minRows={2}
        dir="auto"
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {name === 'end' && (
        <>
          <p>{words.final}</p>
          <TextInput label={words.type(called)} autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        </>
      )}
    </Confirm>
  );
}
