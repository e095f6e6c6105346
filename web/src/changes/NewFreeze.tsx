import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { Confirm } from '../parts/Confirm';
import sheet from '../parts/sheet.module.css';
import { forField, fromField, soon } from './calendar';
import { declareFreeze } from './data';
import { words } from './words';

/** From then to then nothing is changed but what cannot wait. */
export function NewFreeze({ organisation, close, done }: { organisation: string; close: () => void; done: () => void }) {
  const [from, setFrom] = useState(() => forField(soon(Date.now(), 1, 18)));
  const [to, setTo] = useState(() => forField(soon(Date.now(), 4, 8)));
  const [why, setWhy] = useState('');
  const [start, end] = [fromField(from), fromField(to)];
  const wrong = start && end && end <= start ? words.endsFirst : undefined;
  return (
    <Confirm
      title={words.newFreeze}
      deed={words.declare}
      wait={!start || !end || wrong !== undefined || why.trim() === ''}
      close={close}
      done={done}
      run={() => declareFreeze(organisation, { from: start ?? '', to: end ?? '', why: why.trim() })}
    >
      <p className="quiet">{words.freezeText}</p>
      <TextInput data-autofocus label={words.why} placeholder={words.whyExample} dir="auto" maxLength={200} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      <div className={sheet.pair}>
        <TextInput type="datetime-local" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.to} value={to} error={wrong} onChange={(event) => setTo(event.currentTarget.value)} />
      </div>
    </Confirm>
  );
}
