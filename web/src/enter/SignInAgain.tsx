import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';

import { whenSignedOut } from '../api/client';
import { meQuery, queries } from '../api/queries';
import { beginListening, endListening } from '../shell/live';
import { SignInForm } from './SignInForm';
import { words } from './words';

/** Over the page, where the session ended under it: revoked, or too long without a request. Nothing typed is lost. */
export function SignInAgain() {
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    whenSignedOut(() => setEnded(true));
    return () => whenSignedOut(() => undefined);
  }, []);
  if (!ended) return null;
  const me = queries.getQueryData(meQuery.queryKey);
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={words.again} size={400}>
      <p style={{ marginBottom: 16 }}>{words.againText}</p>
      <SignInForm
        email={me?.email ?? ''}
        done={() => {
          setEnded(false);
          endListening();
          beginListening();
          void queries.invalidateQueries();
        }}
      />
    </Modal>
  );
}
