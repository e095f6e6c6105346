import { Modal } from '@mantine/core';

import { type KeyAction, keyLabel, knownKeys } from './keys';
import classes from './palette.module.css';
import { words } from './words';

/** `?`: every key that does something on this page. */
export function HelpSheet({ close }: { close: () => void }) {
  const groups = new Map<string, KeyAction[]>();
  for (const one of knownKeys()) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return (
    <Modal opened onClose={close} title={words.keyboard} size={720}>
      <div className={classes.sheet}>
        {[...groups].map(([group, keys]) => (
          <section key={group}>
            <h2>{group}</h2>
            <dl>
              {keys.map((one) => (
                <div key={one.keys}>
                  <dt>
                    {keyLabel(one.keys).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{one.words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
