import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { change, client } from '../api/client';
import type { Invitation, Person } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, partyOrder, teamName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { momentWords } from '../parts/time';
import { accessChanged, invitationsQuery, useMay } from './data';
import classes from './people.module.css';
import { PersonPane } from './PersonPane';
import { byParty } from './standing';
import { words } from './words';

/** Everybody by party, and beside them whoever is looked at. */
export function PeopleList({ organisation: id, invite }: { organisation: string; invite: (() => void) | undefined }) {
  const { organisation, people } = usePlace();
  const { person: chosen } = useSearch({ from: '/$organisation/people' });
  const invitations = useQuery(invitationsQuery(id));
  const [withdrawing, setWithdrawing] = useState<Invitation>();
  const groups = byParty(people.values(), partyOrder(organisation));
  const invited = invitations.data ?? [];
  return (
    <div className={classes.split} data-open={chosen !== undefined || undefined}>
      <div className={classes.list}>
        <ProblemNote error={invitations.error} />
        {people.size === 1 && invited.length === 0 && (
          <Empty title={words.alone} action={invite && <Button onClick={invite}>{words.invite}</Button>}>
            {words.aloneText}
          </Empty>
        )}
        {groups
          .filter((group) => group.people.length > 0 || invited.some((one) => one.party === group.party))
          .map((group) => (
            <section key={group.party} className={sheet.section} aria-label={partyName(organisation, group.party)}>
              <h2>
                {group.party && <Swatch face={partyFace(organisation, group.party)} />}
                {group.party ? partyName(organisation, group.party) : words.noParty}
                <small>{words.count(group.people.length)}</small>
              </h2>
              <ul className={classes.people}>
                {group.people.map((one) => (
                  <PersonRow key={one.person} organisation={id} person={one} chosen={one.person === chosen} />
                ))}
                {invited
                  .filter((one) => one.party === group.party)
                  .map((one) => (
                    <li key={one.id} className={classes.invited}>
                      <span className={sheet.grow}>
                        {one.email} <small>{words.invited(momentWords(one.until))}</small>
                      </span>
                      <button type="button" className={sheet.deed} onClick={() => setWithdrawing(one)}>
                        {words.withdraw}
                      </button>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
      </div>
      {chosen !== undefined && <PersonPane key={chosen} organisation={id} person={chosen} />}
      {withdrawing && (
        <Confirm
          title={words.withdrawTitle(withdrawing.email)}
          deed={words.withdraw}
          close={() => setWithdrawing(undefined)}
          done={() => accessChanged(id)}
          run={() =>
            change(() =>
              client.DELETE('/api/v1/organisations/{organisation}/invitations/{invitation}', {
                params: { path: { organisation: id, invitation: withdrawing.id } },
              }),
            )
          }
        >
          <p>{words.withdrawText}</p>
        </Confirm>
      )}
    </div>
  );
}

function PersonRow({ organisation: id, person, chosen }: { organisation: string; person: Person; chosen: boolean }) {
  const { organisation, me } = usePlace();
  const foreign = organisation.parties.find((one) => one.key === person.party)?.kind !== 'internal';
  const teams = person.teams.map((one) => teamName(organisation, one)).join(', ');
  return (
    <li data-chosen={chosen || undefined}>
      <Link
        to="/$organisation/people"
        params={{ organisation: id }}
        search={chosen ? {} : { person: person.person }}
        aria-current={chosen ? 'true' : undefined}
        className={classes.person}
        resetScroll={false}
      >
        <span className={classes.name}>
          <span className="ellipsis">{person.name}</span>
          {person.person === me?.person && <span className="quiet"> {words.me}</span>}
        </span>
        <span className={classes.key}>{person.key}</span>
        <span className={classes.teams}>{teams || (person.key ? '' : words.requesterOnly)}</span>
        <span className={classes.marks}>
          {person.is_owner && (
            <span className={sheet.mark} title={words.ownerHint}>
              {words.owner}
            </span>
          )}
          {person.is_administrator && (
            <span className={sheet.mark} title={words.administratorHint}>
              {words.administrator}
            </span>
          )}
          {!person.can_sign_in && <span className={sheet.mark}>{words.cannotSignIn}</span>}
          {!person.admitted && (
            <span className={sheet.mark} data-tone="warn">
              {words.notAdmitted}
            </span>
          )}
          {foreign && person.can_sign_in && !person.has_second_factor && (
            <span className={sheet.mark} data-tone="warn" title={words.noSecondHint}>
              {words.noSecond}
            </span>
          )}
        </span>
      </Link>
      {!person.admitted && <Admit organisation={id} person={person} />}
    </li>
  );
}

function Admit({ organisation, person }: { organisation: string; person: Person }) {
  const may = useMay(organisation, 'invite', person.party);
  const admitting = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/people/{person}/admit', {
          params: { path: { organisation, person: person.person }, header },
        }),
      ),
    onSuccess: () => accessChanged(organisation),
  });
  if (!may) return null;
  return (
    <span>
      <button type="button" className={sheet.deed} onClick={() => admitting.mutate()} aria-label={`${words.admit}: ${person.name}`}>
        {words.admit}
      </button>
      <ProblemNote error={admitting.error} />
    </span>
  );
}
