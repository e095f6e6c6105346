import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { queries } from '../api/queries';
import type { Template } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Bones } from '../parts/Empty';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, teamName, usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { useMay } from '../people/data';
import { ListHead } from '../settings/ListHead';
import { removeTemplate, templateQuery, templatesQuery } from './data';
import { stepName } from './steps';
import { TemplateForm } from './TemplateForm';
import { words } from './words';

/** For whom somebody may keep templates: the teams they are in; all of the party, whoever may change its settings. */
export function useKeepsFor(id: string): string[] {
  const { organisation, me } = usePlace();
  const settings = useMay(id, 'settings');
  const internal = organisation.parties.find((one) => one.key === organisation.party)?.kind === 'internal';
  return [...(settings && internal ? [''] : []), ...(me?.teams ?? [])];
}

/** The templates of one's party, and those that one may change. */
export function KeepTemplates({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const keepsFor = useKeepsFor(id);
  const list = useQuery(templatesQuery(id));
  const [editing, setEditing] = useState<string>(); // empty: a new one
  const [removing, setRemoving] = useState<Template>();
  const anew = () => void queries.invalidateQueries({ queryKey: ['templates', id] });
  const nameOf = (team: string) => (team ? teamName(organisation, team) : words.forAll(partyName(organisation, organisation.party)));
  return (
    <>
      <ListHead words={words} list={list} make={() => setEditing('')} />
      <ul className={sheet.rows}>
        {list.data?.map((one) => (
          <li key={one.id}>
            <span className={sheet.grow}>
              <b dir="auto">{one.name}</b>
              <small>{[nameOf(one.team), ...one.steps.map((step) => stepName(step.command))].join(' · ')}</small>
            </span>
            {keepsFor.includes(one.team) && (
              <>
                <button type="button" className={sheet.deed} onClick={() => setEditing(one.id)}>
                  {words.edit}
                  <span className="hidden-words"> {one.name}</span>
                </button>
                <button type="button" className={sheet.deed} onClick={() => setRemoving(one)}>
                  {words.remove}
                  <span className="hidden-words"> {one.name}</span>
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <Modal opened onClose={() => setEditing(undefined)} title={list.data?.find((one) => one.id === editing)?.name ?? words.make} size={620}>
          <Edit
            organisation={id}
            template={editing}
            keepsFor={keepsFor.map((team) => ({ value: team, label: nameOf(team) }))}
            done={() => {
              setEditing(undefined);
              anew();
            }}
          />
        </Modal>
      )}
      {removing && (
        <Confirm
          title={words.removeTitle(removing.name)}
          deed={words.remove}
          grave
          close={() => setRemoving(undefined)}
          done={anew}
          run={() => removeTemplate(id, removing.id)}
        >
          <p>{words.removeText}</p>
        </Confirm>
      )}
    </>
  );
}

interface EditProps {
  organisation: string;
  template: string;
  keepsFor: { value: string; label: string }[];
  done: () => void;
}

function Edit({ template, ...rest }: EditProps) {
  const read = useQuery({ ...templateQuery(rest.organisation, template), enabled: template !== '', staleTime: 0, gcTime: 0 });
  if (read.error) return <ProblemNote error={read.error} />;
  if (template && !read.data) return <Bones lines={5} />;
  const first = read.data?.template ?? { name: '', team: rest.keepsFor[0]?.value ?? '', steps: [{ command: 'comments' }] };
  return <TemplateForm {...rest} template={template} first={first} etag={read.data?.etag ?? ''} />;
}
