import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { change, client } from '../api/client';
import { asProblem } from '../api/problem';
import { Once } from '../parts/Once';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, partyOrder, usePlace } from '../parts/place';
import { momentWords } from '../parts/time';
import { accessChanged } from './data';
import { invitationLink } from './standing';
import { inviteWords as words } from './words';

/** From an address to a link that is good once. */
export function Invite({ organisation: id, close }: { organisation: string; close: () => void }) {
  const { organisation } = usePlace();
  const [email, setEmail] = useState('');
  const [party, setParty] = useState(organisation.party);
  const [person, setPerson] = useState('');
  const [team, setTeam] = useState<string | null>(null);
  const [administrator, setAdministrator] = useState(false);
  const making = useMutation({
    mutationFn: () =>
      change((header) =>
        client.POST('/api/v1/organisations/{organisation}/invitations', {
          params: { path: { organisation: id }, header },
          body: {
            email: email.trim(),
            ...(party ? { party } : {}),
            ...(person.trim() ? { person: person.trim() } : {}),
            ...(team ? { team } : {}),
            administrator,
          },
        }),
      ),
    onSuccess: () => accessChanged(id),
  });
  const problem = making.error ? asProblem(making.error) : undefined;
  const made = making.data;
  const teams = organisation.teams.filter((one) => one.parties.includes(party));
  return (
    <Modal opened onClose={close} title={words.title} size={520}>
      {made ? (
        <Once
          title={words.made(email)}
          secret={invitationLink(location.origin, made.token)}
          note={words.note(momentWords(made.until))}
          done={close}
        />
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
            label={words.email}
            type="email"
            required
            withAsterisk={false}
            value={email}
            error={problem?.at('/email')}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {organisation.parties.length > 1 && (
            <Select
              label={words.party}
              description={words.partyHint}
              allowDeselect={false}
              value={party}
              error={problem?.at('/party')}
              data={partyOrder(organisation).map((one) => ({ value: one, label: partyName(organisation, one) }))}
              onChange={(next) => {
                setParty(next ?? party);
                setTeam(null);
              }}
            />
          )}
          {teams.length > 0 && (
            <Select
              label={words.team}
              description={words.teamHint}
              placeholder={words.none}
              clearable
              value={team}
              error={problem?.at('/team')}
              data={teams.map((one) => ({ value: one.key, label: one.name }))}
              onChange={setTeam}
            />
          )}
          <TextInput
            label={words.person}
            description={words.personHint}
            value={person}
            error={problem?.at('/person')}
            onChange={(event) => setPerson(event.currentTarget.value)}
          />
          {organisation.is_owner && (
            <Checkbox
              label={words.administrator}
              checked={administrator}
              onChange={(event) => setAdministrator(event.currentTarget.checked)}
            />
          )}
          <ProblemNote error={making.error} />
          <div>
            <Button type="submit" loading={making.isPending}>
              {words.make}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
