import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { locale } from '../parts/language';
import { Bones, Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { momentWords } from '../parts/time';
import { Ago, useExact } from '../parts/Time';
import { useMay } from '../people/data';
import { allKeys, checkpointsQuery, keysQuery } from './data';
import { PairKey } from './PairKey';
import classes from './record.module.css';
import { cosignaturesOf, signaturesOf } from './seal';
import { checkpointWords as words } from './words';

/** Every signed root, and whether it is agreed or ours only; and the keys that sign. */
export function Checkpoints({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const exact = useExact();
  const lists = useInfiniteQuery(checkpointsQuery(id));
  const keys = useQuery(keysQuery(id));
  const all = (lists.data?.pages ?? []).flatMap((one) => one.checkpoints);
  const known = allKeys(keys.data);
  const host = keys.data?.host;
  const unpaired = organisation.parties
    .map((one) => one.key)
    .filter((one) => keys.data && one !== host?.party && keys.data.parties.every((key) => key.party !== one));
  const mayKeys = useMay(id, 'keys');
  const mayPair = mayKeys && organisation.party === host?.party;
  const [pairing, setPairing] = useState(false);
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <ProblemNote error={lists.error ?? keys.error} again={() => void lists.refetch()} />
      {(lists.isPending || keys.isPending) && <Bones lines={6} />}
      {lists.data && all.length === 0 && (
        <Empty title={words.none}>
          {words.noneText} {organisation.name}
        </Empty>
      )}
      {host && all.length > 0 && (
        <ul className={sheet.rows}>
          {all.map((one) => {
            const by = cosignaturesOf(one.note, known, host.party);
            return (
              <li key={one.size}>
                <span className={sheet.grow}>
                  <b>{words.entries(one.size.toLocaleString(locale))}</b>
                  <small>
                    {signaturesOf(one.note, known).map((signature, i) => (
                      <span key={signature.name} title={signature.at ? exact(signature.at) : signature.name}>
                        {i > 0 && ', '}
                        {words.signedBy(signature.party ? partyName(organisation, signature.party) : signature.name)}
                        {signature.at && ` ${momentWords(signature.at)}`}
                      </span>
                    ))}
                  </small>
                </span>
                <code className={classes.root} title={`${words.root} ${one.root}`}>
                  {one.root.slice(0, 16)}…
                </code>
                <span className={sheet.when}>
                  <Ago at={one.made_at} />
                </span>
                <span className={sheet.mark} data-tone={by.length > 0 ? 'good' : 'warn'}>
                  {by.length > 0 ? words.agreed : words.oursOnly}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {lists.hasNextPage && (
        <div>
          <Button variant="default" size="xs" loading={lists.isFetchingNextPage} onClick={() => void lists.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
      {keys.data && (
        <section className={sheet.section} aria-label={words.keys}>
          <div className={sheet.sectionHead}>
            <h2>{words.keys}</h2>
            {mayPair && unpaired.length > 0 && (
              <Button size="xs" variant="default" leftSection={<Icon name="plus" />} onClick={() => setPairing(true)}>
                {words.pairKey}
              </Button>
            )}
          </div>
          <p className={sheet.lead}>{words.keysLead}</p>
          <ul className={sheet.rows}>
            {[keys.data.host, ...keys.data.parties].map((one, i) => (
              <li key={one.vkey}>
                <Swatch face={partyFace(organisation, one.party)} />
                <span className={sheet.grow}>
                  <b>{partyName(organisation, one.party)}</b>
                  {i === 0 && <span className="quiet"> {words.host}</span>}
                  <small>{one.vkey.split('+')[0]}</small>
                </span>
                <code className={classes.fingerprint} aria-label={`${words.fingerprint}: ${one.fingerprint}`}>
                  {one.fingerprint}
                </code>
              </li>
            ))}
          </ul>
          {keys.data.parties.length === 0 && <p className={sheet.lead}>{words.unpaired}</p>}
          {unpaired.includes(organisation.party) && <p className={sheet.lead}>{words.yours}</p>}
          {mayPair && keys.data.parties.length > 0 && <p className={sheet.lead}>{words.another}</p>}
          {pairing && <PairKey organisation={id} host={keys.data.host} parties={unpaired} close={() => setPairing(false)} />}
        </section>
      )}
    </>
  );
}
