import { Button } from '@mantine/core';
import { useState } from 'react';

import classes from './enter.module.css';
import { words } from './words';

/** What is shown once, with the ways to keep it. */
export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const [copied, setCopied] = useState(false);
  const text = codes.join('\n') + '\n';
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = 'concordat-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className={classes.form}>
      <ul className={classes.codes} aria-label={words.codesTitle}>
        {codes.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <div className="line">
        <Button
          variant="default"
          onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
        >
          {copied ? words.copied : words.copy}
        </Button>
        <Button variant="default" onClick={save}>
          {words.save}
        </Button>
        <Button onClick={done}>{words.kept}</Button>
      </div>
    </div>
  );
}
