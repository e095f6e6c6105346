import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import type { SavedView } from '../api/types';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import { saveView } from './Tools';
import { words } from './words';

export function SaveView(props: {
  organisation: string;
  query: string;
  close: () => void;
  saved: (view: SavedView) => void;
}) {
  const { me } = usePlace();
  const team = me?.teams[0] ?? '';
  const [name, setName] = useState('');
  const [reach, setReach] = useState<SavedView['reach']>('own');
  const save = useMutation({
    mutationFn: () => saveView(props.organisation, name, reach, reach === 'team' ? team : '', props.query),
    onSuccess: (view) => {
      props.saved(view);
      props.close();
    },
  });
  const reaches = (['own', 'team', 'shared'] as const).filter((one) => one !== 'team' || team);
  return (
    <Modal opened onClose={props.close} title={words.saveView} size={420}>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label={words.viewName}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div>
          <div className="eyebrow">{words.viewReach}</div>
          <SegmentedControl
            fullWidth
            value={reach}
            onChange={(value) => setReach(value as SavedView['reach'])}
            data={reaches.map((one) => ({ value: one, label: words.reach[one] }))}
          />
        </div>
        <ProblemNote error={save.error} />
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </form>
    </Modal>
  );
}
