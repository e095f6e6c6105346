// What the address of the settings says.
const views = ['you', 'sessions', 'tokens', 'webhooks', 'providers', 'templates', 'catalogue', 'imports'] as const;
export type SettingsView = (typeof views)[number];
export interface SettingsSearch {
  view?: SettingsView;
  webhook?: string;
}
export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const view = views.find((one) => one === search.view && one !== 'you');
  const webhook = typeof search.webhook === 'string' && search.webhook !== '' ? search.webhook : undefined;
  // Also said where there is none: what the address has otherwise, the router would pass on.
  return { view, ...(view === 'webhooks' && webhook ? { webhook } : {}) };
}
