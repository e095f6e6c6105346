import { describe, expect, it } from 'vitest';

import { agentWords } from '../../../web/src/settings/agent';
import { readSettingsSearch } from '../../../web/src/settings/search';

const words = { on: (browser: string, system: string) => `${browser} on ${system}`, unknown: 'A program' };
// What browsers say of themselves, as their makers document it.
const agents: [string, string][] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36', 'Chrome on Windows'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86', 'Edge on Windows'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15', 'Safari on macOS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1', 'Chrome on iPhone'],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['curl/8.5.0', 'curl'],
  ['', 'A program'],
];

describe('settings', () => {
  it.each(agents)('%s', (agent, called) => expect(agentWords(agent, words)).toBe(called));
  it('a webhook is only of the page of webhooks', () => {
    expect(readSettingsSearch({ view: 'webhooks', webhook: 'w_1' })).toEqual({ view: 'webhooks', webhook: 'w_1' });
    expect(readSettingsSearch({ view: 'tokens', webhook: 'w_1' })).toEqual({ view: 'tokens' });
    expect(readSettingsSearch({ view: 'you' })).toEqual({});
    expect(readSettingsSearch({ view: 'other' })).toEqual({});
  });
});
