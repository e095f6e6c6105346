import { describe, expect, it } from 'vitest';

import { inGerman, translator } from '../../../web/src/service/german';

// The English is what the service's own tests expect of it (tests/ticket, tests/agreement, tests/operate); that no sentence of
// it is without German, web/sentences.mjs sees.
describe('what the service says', () => {
  it('is said in German, with what was put in', () => {
    expect(inGerman('There is nothing here for you.')).toBe('Hier ist nichts für Sie.');
    expect(inGerman('Expected an instant such as 2026-03-06T16:00:00Z.')).toBe('Erwartet wird ein Zeitpunkt wie 2026-03-06T16:00:00Z.');
    expect(inGerman('This is the key of northwind, not of harbour.')).toBe('Das ist der Schlüssel von northwind, nicht von harbour.');
  });

  it('puts parts together as German does, and not in the order of the English', () => {
    expect(inGerman('T1 is new and cannot be closed before it is resolved')).toBe('T1 ist neu und kann nicht geschlossen werden, bevor es gelöst ist.');
    expect(inGerman('T1 is resolved and cannot be resolved')).toBe('T1 ist gelöst und kann nicht gelöst werden.');
    expect(inGerman('T7 is in progress and cannot be assigned while it is offered to nw-noc')).toBe(
      'T7 ist in Arbeit und kann nicht zugewiesen werden, solange es nw-noc angeboten ist.',
    );
    expect(inGerman('only northwind can take back T1 now')).toBe('Nur northwind kann T1 jetzt zurücknehmen.');
    expect(inGerman('the team that worked is missing')).toBe('Es fehlt: das Team, das gearbeitet hat.');
    expect(inGerman('There is no team "nw-nok".')).toBe('Ein Team „nw-nok“ gibt es nicht.');
  });

  it('says why somebody may, sentence by sentence', () => {
    expect(inGerman('sam is in aegis-soc, which may isolate workstation.')).toBe('sam gehört zu aegis-soc, und aegis-soc darf isolate workstation.');
    expect(inGerman('ana is in hq-desk, which keeps the requesters of vpn informed.')).toBe('ana gehört zu hq-desk, und hq-desk hält die Antragsteller von vpn auf dem Laufenden.');
    expect(inGerman('ana is in hq-desk, which does resolve for vpn: it names nobody for it, and desk takes everything else.')).toBe(
      'ana gehört zu hq-desk, und hq-desk übernimmt resolve für vpn: Dort ist niemand dafür genannt, und desk nimmt alles andere.',
    );
    expect(inGerman('There is no priority 9: the matrix gives 1 to 4.')).toBe('Eine Priorität 9 gibt es nicht: Die Tabelle vergibt 1 bis 4.');
    expect(inGerman('nils deputises for nw-lead, which is accountable for network.')).toBe('nils vertritt nw-lead, und nw-lead verantwortet network.');
    expect(inGerman('hq-desk does resolve for vpn: it names nobody for it, and desk takes everything else.')).toBe(
      'hq-desk übernimmt resolve für vpn: Dort ist niemand dafür genannt, und desk nimmt alles andere.',
    );
    expect(inGerman('ana is an owner of Harbour. Bring a person in.')).toBe('ana ist Eigentümer von Harbour. Eine Person hereinholen.');
  });

  it('says a finding and what was meant', () => {
    expect(inGerman('There is no team "hq-dsk". Did you mean "hq-desk"?')).toBe('Ein Team „hq-dsk“ gibt es nicht. Meinten Sie „hq-desk“?');
    expect(
      inGerman('aegis ends 2027-03-31; from 2027-04-01 00:00 Europe/London nobody is accountable, monitor has nobody and resolve rests on northwind.'),
    ).toBe('Der Vertrag von aegis endet am 2027-03-31; ab 2027-04-01 00:00 (Europe/London): niemand verantwortet es, monitor hat niemanden und resolve ruht auf northwind.');
    expect(inGerman('Expected a list, found a text.')).toBe('Erwartet wird eine Liste, gefunden wurde ein Text.');
    expect(inGerman('resolve rests on Nils Berg alone.')).toBe('resolve ruht allein auf Nils Berg.');
    expect(
      inGerman(
        'From 2026-04-06T17:30 (Europe/London), 123 hours a week, the clock of p1-restore counts and nobody who does resolve is on duty: hq-desk and nw-noc are not in.',
      ),
    ).toBe(
      'Ab 2026-04-06T17:30 (Europe/London) läuft 123 Stunden in der Woche die Frist von p1-restore, und niemand, der resolve übernimmt, hat Dienst: hq-desk und nw-noc sind nicht da.',
    );
  });

  it('leaves alone what it does not know', () => {
    expect(inGerman('Drucker im zweiten Stock')).toBe('Drucker im zweiten Stock');
    expect(inGerman('A sentence of another version.')).toBe('A sentence of another version.');
    expect(inGerman('')).toBe('');
  });

  it('takes the sentence that fixes most, and names with signs of patterns as they are', () => {
    const say = translator({ '{} of {}': '{2}: {1}', '{} of the {}': '{1} im {2}', 'cost $&.': 'Preis.' });
    expect(say('roof of the house')).toBe('roof im house');
    expect(say('a.* of $1')).toBe('$1: a.*');
    expect(say('cost $&.')).toBe('Preis.');
  });
});
