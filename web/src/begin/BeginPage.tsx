import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useState, type FormEvent } from 'react';

import { WeekGrid } from '../agreement/WeekGrid';
import { queries } from '../api/queries';
import type { FilledTemplate, ImportReport, TemplatePerson } from '../api/types';
import { Bones, Empty } from '../parts/Empty';
import { Swatch } from '../parts/Holder';
import { Copyable } from '../parts/Once';
import { partyFace, PlaceProvider, usePlace, type Place } from '../parts/place';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { invitationLink } from '../people/standing';
import { fromService } from '../service/said';
import classes from './begin.module.css';
import { invite, putInForce, takePlace, useFilled, useTemplates } from './data';
import { asDrafted, clashes, keyFrom, withPeople } from './draft';
import { forgetEmpty, Sample, SampleLoaded } from './Sample';
import { words } from './words';

const zones = Intl.supportedValuesOf('timeZone');
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** From an empty desk to a working one, on one page: an agreement, its people, in force. */
export function BeginPage() {
  const { organisation: id } = useParams({ from: '/$organisation' });
  const place = usePlace();
  // What is in force when the page is opened; what it puts in force itself does not close it.
  const [before] = useState(place.organisation.agreement);
  if (before) {
    return (
      <Empty title={words.already} action={<Link to="/$organisation/agreement" params={{ organisation: id }}>{words.toAgreement}</Link>}>
        {words.alreadyText}
      </Empty>
    );
  }
  return <Begin organisation={id} place={place} />;
}

function Begin({ organisation: id, place }: { organisation: string; place: Place }) {
  const [sample, setSample] = useState<ImportReport>();
  const templates = useTemplates(id);
  const [name, setName] = useState('hybrid');
  const [provider, setProvider] = useState('');
  const [zone, setZone] = useState(zones.includes(here) ? here : 'UTC');
  const gaps = useDeferredValue({ name, organisation: place.organisation.name, provider: provider.trim(), zone });
  const { filled, week } = useFilled(id, gaps);
  const drafted = useMemo<Place | undefined>(
    () => (filled.data && week.data ? { ...place, organisation: asDrafted(place.organisation, filled.data, week.data) } : undefined),
    [place, filled.data, week.data],
  );
  if (sample) {
    return (
      <div className={sheet.page}>
        <h1>{words.title}</h1>
        <SampleLoaded organisation={id} report={sample} />
      </div>
    );
  }
  return (
    <div className={sheet.page}>
      <div className={sheet.head}>
        <h1>{words.title}</h1>
        <Link to="/$organisation/queue" params={{ organisation: id }}>
          {words.later}
        </Link>
      </div>
      <p className={sheet.lead}>{words.lead}</p>
      {place.organisation.is_owner && (
        <Sample
          organisation={id}
          loaded={(report) => {
            setSample(report);
            void forgetEmpty(id);
          }}
        />
      )}
      <ProblemNote error={templates.error ?? filled.error ?? week.error} />
      <section className={sheet.section}>
        <h2>{words.how}</h2>
        <div className={classes.how}>
          <div className="stack">
            <TextInput
              label={words.provider}
              description={words.providerHint}
              placeholder={words.providerExample}
              autoFocus
              maxLength={100}
              value={provider}
              onChange={(event) => setProvider(event.currentTarget.value)}
            />
            <Select
              label={words.zone}
              description={words.zoneHint}
              searchable
              allowDeselect={false}
              data={zones}
              value={zone}
              onChange={(next) => setZone(next ?? zone)}
            />
          </div>
          <fieldset className={classes.models}>
            <legend>{words.template}</legend>
            {templates.data?.templates.map((one) => (
              <label key={one.name} data-chosen={one.name === name || undefined}>
                <input type="radio" name="template" checked={one.name === name} onChange={() => setName(one.name)} />
                <span>{fromService(one.title)}</span>
              </label>
            )) ?? <Bones lines={6} />}
          </fieldset>
        </div>
      </section>
      <section className={sheet.section} aria-busy={week.isPlaceholderData || undefined}>
        <h2>{words.week}</h2>
        <p className={sheet.lead}>{words.weekNote}</p>
        {drafted && week.data ? (
          <PlaceProvider value={drafted}>
            <WeekGrid week={week.data} zone={zone} show={() => undefined} />
          </PlaceProvider>
        ) : (
          !week.error && <Bones lines={8} />
        )}
      </section>
      {filled.data && drafted && (
        // The names that were written belong to this template.
        <People key={filled.data.name} organisation={id} place={place} drafted={drafted} filled={filled.data} ready={!filled.isPlaceholderData} />
      )}
    </div>
  );
}

interface PeopleProps {
  organisation: string;
  place: Place;
  drafted: Place;
  filled: FilledTemplate;
  ready: boolean;
}
interface Made {
  email: string;
  key: string;
  link: string;
}

function People({ organisation: id, place, drafted, filled, ready }: PeopleProps) {
  const own = drafted.organisation.party;
  const people = useMemo(() => [...filled.people].sort((a, b) => rank(a, own) - rank(b, own) || a.key.localeCompare(b.key)), [filled.people, own]);
  const first = people.find((one) => one.party === own && one.roles.length > 0) ?? people.find((one) => one.party === own);
  const mine = place.me?.key || keyFrom(place.me?.name ?? '');
  const [keys, setKeys] = useState(
    () => new Map(people.map((one) => [one.key, one === first && mine && !people.some((other) => other.key === mine) ? mine : one.key])),
  );
  const [emails, setEmails] = useState(() => new Map<string, string>());
  const [me, setMe] = useState(first?.key ?? '');
  const [made, setMade] = useState<Made[]>([]);
  const [doing, setDoing] = useState('');
  const wrong = clashes(keys);
  const asked = people.filter((one) => one.key !== me && (emails.get(one.key) ?? '').trim() !== '');
  const provider = filled.parties.find((one) => one.kind === 'provider')?.name;

  // Each step is left out when it is done already, so that whatever went wrong in the middle is gone on with.
  const [inForce, setInForce] = useState(false);
  const begin = useMutation({
    mutationFn: async () => {
      if (!inForce) {
        setDoing(words.working.version);
        await putInForce(id, withPeople(filled.text, keys));
        setInForce(true);
      }
      const key = keys.get(me);
      if (key && place.me) {
        setDoing(words.working.me);
        await takePlace(id, place.me.person, key);
      }
      for (const one of asked) {
        const email = (emails.get(one.key) ?? '').trim();
        if (made.some((other) => other.email === email)) continue;
        setDoing(words.working.invite(email));
        const invitation = await invite(id, email, one.party, keys.get(one.key) ?? one.key);
        setMade((now) => [...now, { email, key: keys.get(one.key) ?? one.key, link: invitationLink(location.origin, invitation.token) }]);
      }
    },
    onSettled: () => {
      setDoing('');
      for (const key of ['organisation', 'people', 'invitations', 'agreement-versions']) void queries.invalidateQueries({ queryKey: [key, id] });
    },
  });
  const links = made.length > 0 && (
    <ul className={classes.links} aria-label={words.links}>
      {made.map((one) => (
        <li key={one.email}>
          <b>{one.key}</b> <span className="quiet">{one.email}</span>
          <Copyable text={one.link} label={one.email} />
        </li>
      ))}
    </ul>
  );
  if (begin.isSuccess) return <Done organisation={id} links={links} />;
  return (
    <form
      className={classes.people}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <section className={sheet.section}>
        <h2>{words.people}</h2>
        <p className={sheet.lead}>{words.peopleLead}</p>
        <ul className={classes.rows}>
          {people.map((one) => (
            <li key={one.key}>
              <TextInput
                aria-label={words.key}
                value={keys.get(one.key) ?? ''}
                disabled={inForce}
                error={wrong.has(one.key) && words.clash}
                onChange={(event) => setKeys(new Map(keys).set(one.key, event.currentTarget.value))}
              />
              <span className={classes.as}>
                <Swatch face={partyFace(drafted.organisation, one.party)} />
                {[...one.roles, ...one.teams].join(', ')}
              </span>
              {one.party === own ? (
                <label className={classes.me}>
                  <input type="radio" name="me" checked={me === one.key} onChange={() => setMe(one.key)} /> {words.me}
                </label>
              ) : (
                <span className={classes.me} />
              )}
              {me === one.key ? (
                <span className={classes.mail} />
              ) : (
                <TextInput
                  className={classes.mail}
                  type="email"
                  aria-label={words.emailOf(keys.get(one.key) ?? one.key)}
                  placeholder={words.email}
                  autoComplete="off"
                  value={emails.get(one.key) ?? ''}
                  onChange={(event) => setEmails(new Map(emails).set(one.key, event.currentTarget.value))}
                />
              )}
            </li>
          ))}
          <li>
            <label className={classes.me}>
              <input type="radio" name="me" checked={me === ''} onChange={() => setMe('')} /> {words.meNobody}
            </label>
          </li>
        </ul>
      </section>
      <section className={sheet.section}>
        <h2>{words.force}</h2>
        <p className={sheet.lead}>{provider ? words.forceLead(provider) : words.forceAlone}</p>
        <ProblemNote error={begin.error} />
        {links}
        <div className="line">
          <Button type="submit" loading={begin.isPending} disabled={wrong.size > 0 || !ready}>
            {words.forceWith(asked.length)}
          </Button>
          <span className="quiet" role="status">
            {doing}
          </span>
        </div>
      </section>
    </form>
  );
}

const rank = (one: TemplatePerson, own: string) => (one.party === own ? 0 : 2) + (one.roles.length > 0 ? 0 : 1);

function Done({ organisation: id, links }: { organisation: string; links: React.ReactNode }) {
  useEffect(() => document.getElementById('begin-done')?.focus(), []);
  return (
    <section className={classes.done}>
      <h2 id="begin-done" tabIndex={-1}>
        {words.done}
      </h2>
      <p className={sheet.lead}>{links ? words.doneText : words.doneAlone}</p>
      {links}
      <p>
        <Link to="/$organisation/queue" params={{ organisation: id }} className={classes.go}>
          {words.toQueue}
        </Link>
      </p>
    </section>
  );
}
