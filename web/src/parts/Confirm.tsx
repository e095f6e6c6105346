import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ProblemNote } from './ProblemNote';
import { words } from './words';

interface Props {
  title: string;
  /** What comes of it, and what stays. */
  children: ReactNode;
  /** The deed in words, on the button. */
  deed: string;
  grave?: boolean;
  /** Not yet: something in it is not filled in. */
  wait?: boolean;
  run: () => Promise<unknown>;
  done?: () => void;
  close: () => void;
}

/** Asks before a deed is done; what it needs to know stands inside. */
export function Confirm({ title, children, deed, grave, wait, run, done, close }: Props) {
  const doing = useMutation({
    mutationFn: run,
    onSuccess: () => {
      close();
      done?.();
    },
  });
  return (
    <Modal opened onClose={close} title={title} size={520}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wait) doing.mutate();
        }}
      >
        {children}
        <ProblemNote error={doing.error} />
        <div className="line">
          <Button type="submit" loading={doing.isPending} disabled={wait ?? false} {...(grave ? { color: 'red' } : {})}>
            {deed}
          </Button>
          <Button variant="default" onClick={close}>
            {words.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
