// Which browser on which machine, from what a browser says of itself. Pure; a browser says much that it is not.

const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];
const first = (table: [RegExp, string][], text: string) => table.find(([mark]) => mark.test(text))?.[1];

export interface AgentWords {
  on: (browser: string, system: string) => string;
  unknown: string;
}
/** "Firefox on Linux"; of what is no browser, the name it gives itself. */
export function agentWords(agent: string, words: AgentWords): string {
  const browser = first(browsers, agent);
  const system = first(systems, agent);
  if (browser) return system ? words.on(browser, system) : browser;
  return /^[\w.-]{1,40}/.exec(agent)?.[0] || words.unknown;
}
