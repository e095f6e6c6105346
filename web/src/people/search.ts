// What the address of the page says.
export type PeopleView = 'people' | 'rights' | 'ask' | 'contracts';
const views: PeopleView[] = ['people', 'rights', 'ask', 'contracts'];

export interface PeopleSearch {
  view?: PeopleView;
  person?: string;
  may?: string;
  on?: string;
}
export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  const view = views.find((one) => one === search.view && one !== 'people');
  const [person, may, on] = [text('person'), text('may'), text('on')];
  // Also said where there is none: what the address has otherwise, the router would pass on.
  return { view, ...(person ? { person } : {}), ...(may ? { may } : {}), ...(on ? { on } : {}) };
}
