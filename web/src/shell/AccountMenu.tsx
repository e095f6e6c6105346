import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';

import { ask, client } from '../api/client';
import { queries } from '../api/queries';
import type { Me } from '../api/types';
import { Icon } from '../parts/icons';
import { chooseLanguage, chosenLanguage, type Language, languages } from '../parts/language';
import { endListening } from './live';
import { setDensity, setScheme, useDensity, useScheme, type Scheme } from './theme';
import { words } from './words';

const schemes: { scheme: Scheme; label: string }[] = [
  { scheme: 'system', label: words.system },
  { scheme: 'light', label: words.light },
  { scheme: 'dark', label: words.dark },
];

const tongues: [Language | undefined, string][] = [
  [undefined, words.asBrowser],
  ...(Object.entries(languages) as [Language, string][]),
];

export async function signOut() {
  await ask(client.DELETE('/api/v1/sessions/current')).catch(() => undefined); // it may be over already
  endListening();
  queries.clear();
}

/** Which organisation, how it looks, and the way out: behind the name at the top left. */
export function AccountMenu({ me, here, children }: { me: Me; here?: string; children: ReactElement }) {
  const navigate = useNavigate();
  const scheme = useScheme();
  const density = useDensity();
  const tick = (on: boolean) => (on ? <Icon name="check" /> : <span style={{ width: 16 }} />);
  return (
    <Menu width={250} position="bottom-start" shadow="md">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.email}</Menu.Label>
        {me.organisations.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={tick(one.id === here)}
            onClick={() => void navigate({ to: '/$organisation/queue', params: { organisation: one.id } })}
          >
            {one.name}
          </Menu.Item>
        ))}
        {me.organisations.length > 1 && (
          <Menu.Item
            leftSection={tick(here === 'all')}
            onClick={() => void navigate({ to: '/$organisation/queue', params: { organisation: 'all' } })}
          >
            {words.all}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{words.theme}</Menu.Label>
        {schemes.map((one) => (
          <Menu.Item
            key={one.scheme}
            closeMenuOnClick={false}
            leftSection={tick(scheme === one.scheme)}
            onClick={() => setScheme(one.scheme)}
          >
            {one.label}
          </Menu.Item>
        ))}
        <Menu.Label>{words.density}</Menu.Label>
        <Menu.Item closeMenuOnClick={false} leftSection={tick(density === 'dense')} onClick={() => setDensity('dense')}>
          {words.dense}
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} leftSection={tick(density === 'airy')} onClick={() => setDensity('airy')}>
          {words.airy}
        </Menu.Item>
        <Menu.Label>{words.language}</Menu.Label>
        {tongues.map(([one, name]) => (
          <Menu.Item
            key={one ?? 'browser'}
            lang={one}
            leftSection={tick(chosenLanguage() === one)}
            onClick={() => chooseLanguage(one)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {here && here !== 'all' && (
          <Menu.Item
            leftSection={<Icon name="settings" />}
            onClick={() => void navigate({ to: '/$organisation/settings', params: { organisation: here } })}
          >
            {words.settings}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<Icon name="out" />}
          onClick={() => void signOut().then(() => navigate({ to: '/sign-in' }))}
        >
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
