import { language } from '../parts/language';

// What the service says, in the language of the page. The service speaks English; the German of its sentences is loaded only
// where the page is German, before anything is shown.
let say = (english: string): string => english;

export async function learnLanguage(): Promise<void> {
  if (language !== 'de') return;
  try {
    say = (await import('./german')).inGerman;
  } catch {
    // The connection broke: English is better than nothing.
  }
}

/**
 * A sentence of the service, never one that a person wrote. What has no German stays as it is. `of` says where a short word
 * stands, so that "for" is said as a step of a ticket says it: "step for …".
 */
export function fromService(english: string, of?: 'step' | 'right' | 'said' | 'value'): string {
  if (!of) return say(english);
  const whole = `${of} ${english}`;
  const said = say(whole);
  return said === whole ? english : said;
}
