import { Button } from '@mantine/core';
import { useState } from 'react';

import { Icon } from './icons';
import classes from './sheet.module.css';
import { words } from './words';

/** A text to take along: whole, to be marked by hand as well, and with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.copyable}>
      <code tabIndex={0} role="group" aria-label={label}>
        {text}
      </code>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name={copied ? 'check' : 'copy'} />}
        onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
      >
        {copied ? words.copied : words.copy}
      </Button>
    </div>
  );
}

/** A secret that is shown this once. */
export function Once({ title, secret, note, done }: { title: string; secret: string; note?: string; done: () => void }) {
  return (
    <section className={classes.once} role="status">
      <h2>{title}</h2>
      <p>{note ?? words.once}</p>
      <Copyable text={secret} label={title} />
      <div>
        <Button size="xs" onClick={done}>
          {words.kept}
        </Button>
      </div>
    </section>
  );
}
