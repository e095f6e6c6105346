import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { Bones } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyFace, partyName, teamName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { personQuery, useMay } from './data';
import { MayList } from './MayList';
import classes from './people.module.css';
import { PersonDeed, type PersonDeedName } from './PersonDeed';
import { personWords as words, words as pageWords } from './words';

/** Somebody: who they are, what they may do and why, and what can be changed of it. */
export function PersonPane({ organisation: id, person: personId }: { organisation: string; person: string }) {
  const { organisation, me } = usePlace();
  const [deed, setDeed] = useState<PersonDeedName>();
  const read = useQuery(personQuery(id, personId));
  const person = read.data?.person;
  const party = person?.party ?? '';
  const managesPeople = useMay(id, 'manage-people', party);
  const managesParties = useMay(id, 'manage-parties');
  const managesOwners = useMay(id, 'manage-owners');
  const internal = organisation.parties.find((one) => one.key === party)?.kind === 'internal';
  const self = personId === me?.person;
  const deeds: [PersonDeedName, boolean][] = person
    ? [
        ['joinTeam', managesPeople && organisation.teams.some((one) => one.parties.includes(party) && !person.teams.includes(one.key))],
        ['leaveTeam', managesPeople && person.teams.length > 0],
        ['setKey', managesPeople],
        ['represent', managesPeople],
        ['makeAdministrator', managesParties && !internal && !person.is_administrator],
        ['removeAdministrator', managesParties && person.is_administrator],
        ['makeOwner', managesOwners && internal && !person.is_owner],
        ['removeOwner', managesOwners && person.is_owner],
        ['end', managesPeople && !person.is_owner && !self],
      ]
    : [];
  const offered = deeds.filter(([, shown]) => shown).map(([name]) => name);
  return (
    <aside className={classes.pane} aria-label={person?.name ?? pageWords.loading}>
      <ProblemNote error={read.error} again={() => void read.refetch()} />
      {read.isPending && <Bones lines={5} />}
      {person && (
        <>
          <div className={classes.paneHead}>
            <h2>{person.name}</h2>
            {offered.length > 0 && (
              <Menu width={290} position="bottom-end" shadow="md">
                <Menu.Target>
                  <button type="button" className={sheet.deed}>
                    {words.change}
                  </button>
                </Menu.Target>
                <Menu.Dropdown>
                  {offered.map((one) => (
                    <Menu.Item key={one} onClick={() => setDeed(one)} {...(one === 'end' ? { color: 'red' } : {})}>
                      {one === 'leaveTeam' ? words.leaveTeam(teamName(organisation, person.teams[0] ?? '')) : words[one]}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            )}
            <Link
              to="/$organisation/people"
              params={{ organisation: id }}
              search={{}}
              className={classes.close}
              aria-label={pageWords.close}
              resetScroll={false}
            >
              <Icon name="close" />
            </Link>
          </div>
          <dl className={sheet.facts}>
            <div>
              <dt>{words.party}</dt>
              <dd>
                {party ? <Swatch face={partyFace(organisation, party)} /> : null} {party ? partyName(organisation, party) : pageWords.noParty}
              </dd>
            </div>
            <div>
              <dt>{words.teams}</dt>
              <dd>{person.teams.map((one) => teamName(organisation, one)).join(', ') || words.noTeam}</dd>
            </div>
            <div>
              <dt>{words.key}</dt>
              <dd>{person.key ? <code>{person.key}</code> : words.noKey}</dd>
            </div>
            <div>
              <dt>{words.signIn}</dt>
              <dd>{!person.can_sign_in ? words.not : person.has_second_factor ? words.second : words.passwordAlone}</dd>
            </div>
          </dl>
          <MayList organisation={id} person={person} self={self} />
          {deed && (
            <PersonDeed
              organisation={id}
              person={person}
              etag={read.data?.etag ?? ''}
              deed={deed}
              close={() => setDeed(undefined)}
            />
          )}
        </>
      )}
    </aside>
  );
}
