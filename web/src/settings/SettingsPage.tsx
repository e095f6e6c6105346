import { Link, useParams, useSearch } from '@tanstack/react-router';

import { Keep } from '../catalogue/Keep';
import { Imports } from '../imports/Imports';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { Tabs } from '../parts/Tabs';
import { useMay } from '../people/data';
import { KeepTemplates, useKeepsFor } from '../templates/KeepTemplates';
import { Providers } from './Providers';
import { Sessions } from './Sessions';
import type { SettingsView } from './search';
import { Tokens } from './Tokens';
import { WebhookPane } from './WebhookPane';
import { Webhooks } from './Webhooks';
import { words } from './words';
import { You } from './You';

/** What is one's own, and how one's party's programs and people come in. */
export function SettingsPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const { view = 'you', webhook } = useSearch({ from: '/$organisation/settings' });
  const { organisation } = usePlace();
  const mayConnect = useMay(id, 'integrations', organisation.party);
  const mayImport = useMay(id, 'import');
  const mayKeep = useMay(id, 'settings');
  const keepsFor = useKeepsFor(id);
  const shown: SettingsView[] = ['you', 'sessions', 'tokens'];
  if (mayConnect) shown.push('webhooks', 'providers');
  if (keepsFor.length > 0) shown.push('templates');
  if (mayKeep) shown.push('catalogue');
  if (mayImport) shown.push('imports');
  return (
    <div className={sheet.page}>
      <header className={sheet.head}>
        <h1>{words.title}</h1>
      </header>
      <Tabs label={words.views} at={view}>
        {shown.map((one) => (
          <Link
            key={one}
            to="/$organisation/settings"
            params={{ organisation: id }}
            search={one === 'you' ? {} : { view: one }}
            activeOptions={{ exact: true }}
            aria-current={one === view ? 'page' : undefined}
          >
            {words[one]}
          </Link>
        ))}
      </Tabs>
      {view === 'you' && <You organisation={id} />}
      {view === 'sessions' && <Sessions />}
      {view === 'tokens' && <Tokens />}
      {view === 'webhooks' && (webhook ? <WebhookPane key={webhook} organisation={id} id={webhook} /> : <Webhooks organisation={id} />)}
      {view === 'templates' && <KeepTemplates organisation={id} />}
      {view === 'catalogue' && <Keep organisation={id} />}
      {view === 'imports' && <Imports organisation={id} />}
      {view === 'providers' && <Providers organisation={id} />}
    </div>
  );
}
