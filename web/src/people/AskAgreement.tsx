import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { ask, client } from '../api/client';
import type { WhoMay } from '../api/types';
import { Bones, Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { withNames } from '../parts/names';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { fromService } from '../service/said';
import { weekQuery } from './data';
import classes from './people.module.css';
import { calledIn } from './standing';
import { activityName, activityWords, askWords as words, platformWords } from './words';

/** The question the other way round: who may do something, and why. */
export function AskAgreement({ organisation: id }: { organisation: string }) {
  const { organisation, people } = usePlace();
  const navigate = useNavigate();
  const search = useSearch({ from: '/$organisation/people' });
  const week = useQuery(weekQuery(id, organisation.agreement));
  const may = search.may ?? 'resolve';
  const work = !(may in platformWords);
  const on = search.on ?? organisation.functions[0]?.key ?? '';
  const asked = useQuery({
    queryKey: ['who-may', id, may, work ? on : ''],
    enabled: organisation.agreement !== undefined && (!work || on !== ''),
    queryFn: async () =>
      (await ask(
        client.GET('/api/v1/organisations/{organisation}/agreement/who-may', {
          params: { path: { organisation: id }, query: { may, ...(work ? { on } : {}) } },
        }),
      )) as WhoMay,
  });
  if (organisation.agreement === undefined) return <Empty title={words.noAgreement}>{words.noAgreementText}</Empty>;
  const activities = new Set([...(week.data?.rows ?? []).map((one) => one.activity), ...Object.keys(activityWords)]);
  const go = (next: { may?: string; on?: string }) =>
    void navigate({
      to: '/$organisation/people',
      params: { organisation: id },
      search: { view: 'ask', may, on, ...next },
      replace: true,
    });
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <div className={classes.question}>
        {words.who}
        <Select
          aria-label={words.action}
          searchable
          allowDeselect={false}
          w={300}
          value={may}
          onChange={(next) => next && go({ may: next })}
          data={[
            { group: words.work, items: [...activities].map((one) => ({ value: one, label: activityName(one) })) },
            { group: words.platform, items: Object.entries(platformWords).map(([value, label]) => ({ value, label })) },
          ]}
        />
        {work && (
          <>
            {words.of}
            <Select
              aria-label={words.function}
              allowDeselect={false}
              w={210}
              value={on}
              onChange={(next) => next && go({ on: next })}
              data={organisation.functions.map((one) => ({ value: one.key, label: one.name }))}
            />
          </>
        )}
      </div>
      <ProblemNote error={asked.error} />
      {asked.isPending && <Bones lines={4} />}
      <div aria-live="polite">
        {asked.data?.people.length === 0 && <Empty title={words.nobody}>{words.nobodyText}</Empty>}
        {asked.data && asked.data.people.length > 0 && (
          <ul className={sheet.rows}>
            {asked.data.people.map((one) => (
              <li key={one.person}>
                <span className={sheet.grow}>
                  <b>{calledIn(organisation, people.values(), one.person)}</b>
                  {one.because.map((why) => (
                    <small key={why.id + why.words}>
                      {withNames(fromService(why.words), people)}
                      {why.file && why.line ? ` (${why.file}:${why.line})` : ''}
                    </small>
                  ))}
                </span>
                {one.party && (
                  <span className={sheet.when}>
                    <Swatch face={partyFace(organisation, one.party)} /> {partyName(organisation, one.party)}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
