import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import classes from './catalogue.module.css';
import { catalogueQuery } from './data';
import { words } from './words';

const fewEnough = 9; // to be looked over at once

/** What one can order; absent where there is nothing. */
export function Tiles({ organisation }: { organisation: string }) {
  const catalogue = useQuery({ ...catalogueQuery(organisation), retry: false });
  const [typed, setTyped] = useState('');
  const all = catalogue.data ?? [];
  if (all.length === 0) return null;
  const wanted = typed.trim().toLowerCase();
  const shown = all.filter(({ item }) => `${item.name} ${item.description}`.toLowerCase().includes(wanted));
  return (
    <section className={classes.catalogue} aria-labelledby="catalogue-title">
      <h2 id="catalogue-title">{words.title}</h2>
      {all.length > fewEnough && (
        <TextInput aria-label={words.find} placeholder={words.find} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      )}
      <ul className={classes.tiles}>
        {shown.map(({ key, item }) => (
          <li key={key}>
            <Link to="/$organisation/requests/order/$item" params={{ organisation, item: key }}>
              <b dir="auto">{item.name}</b>
              {item.description && <span dir="auto">{item.description}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="quiet">{words.nothingLike}</p>}
    </section>
  );
}
