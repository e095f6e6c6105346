import { Button, Checkbox, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { asProblem } from '../api/problem';
import { queries } from '../api/queries';
import type { CatalogueItem, FormField } from '../api/types';
import { Confirm } from '../parts/Confirm';
import { Bones } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';
import { ListHead } from '../settings/ListHead';
import classes from './catalogue.module.css';
import { catalogueQuery, itemQuery, putItem, removeItem } from './data';
import { freshItemKey } from './form';
import { keepWords as words } from './words';

const fresh: CatalogueItem = { name: '', description: '', category: '', approval: false, fields: [] };

/** What employees can order, for whoever keeps it. */
export function Keep({ organisation: id }: { organisation: string }) {
  const list = useQuery(catalogueQuery(id));
  const [editing, setEditing] = useState<string>(); // a key; empty: a new one
  const [removing, setRemoving] = useState<{ key: string; item: CatalogueItem }>();
  const anew = () => void queries.invalidateQueries({ queryKey: ['catalogue', id] });
  return (
    <>
      <ListHead words={words} list={list} make={() => setEditing('')} />
      <ul className={sheet.rows}>
        {list.data?.map(({ key, item }) => (
          <li key={key}>
            <span className={sheet.grow}>
              <b dir="auto">{item.name}</b>
              <small dir="auto">{[item.category, words.asks(item.fields.length), ...(item.approval ? [words.withApproval] : [])].join(', ')}</small>
            </span>
            <button type="button" className={sheet.deed} onClick={() => setEditing(key)}>
              {words.edit}
              <span className="hidden-words"> {item.name}</span>
            </button>
            <button type="button" className={sheet.deed} onClick={() => setRemoving({ key, item })}>
              {words.remove}
              <span className="hidden-words"> {item.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <Modal opened onClose={() => setEditing(undefined)} title={editing ? words.edit : words.make} size={620}>
          <Edit
            organisation={id}
            itemKey={editing}
            taken={list.data?.map((one) => one.key) ?? []}
            done={() => {
              setEditing(undefined);
              anew();
            }}
          />
        </Modal>
      )}
      {removing && (
        <Confirm
          title={words.removeTitle(removing.item.name)}
          deed={words.remove}
          grave
          close={() => setRemoving(undefined)}
          done={anew}
          run={() => removeItem(id, removing.key)}
        >
          <p>{words.removeText}</p>
        </Confirm>
      )}
    </>
  );
}

interface EditProps {
  organisation: string;
  itemKey: string;
  taken: string[];
  done: () => void;
}

function Edit({ organisation, itemKey, taken, done }: EditProps) {
  const read = useQuery({ ...itemQuery(organisation, itemKey), enabled: itemKey !== '', staleTime: 0, gcTime: 0 });
  if (read.error) return <ProblemNote error={read.error} />;
  if (itemKey && !read.data) return <Bones lines={5} />;
  return <ItemForm organisation={organisation} itemKey={itemKey} taken={taken} done={done} first={read.data?.item ?? fresh} etag={read.data?.etag ?? ''} />;
}

// Choices are typed with commas, and are choices only when it is saved.
type Asked = FormField & { typed: string };

function ItemForm({ organisation, itemKey, taken, done, first, etag }: EditProps & { first: CatalogueItem; etag: string }) {
  const [item, setItem] = useState(first);
  const [fields, setFields] = useState<Asked[]>(() => first.fields.map((one) => ({ ...one, typed: one.choices.join(', ') })));
  const set = (part: Partial<CatalogueItem>) => setItem({ ...item, ...part });
  const setField = (at: number, part: Partial<Asked>) => setFields(fields.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const save = useMutation({
    mutationFn: () => putItem(organisation, itemKey || freshItemKey(item.name, taken), { ...item, fields: asSent(fields) }, etag),
    onSuccess: done,
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextInput label={words.name} data-autofocus required withAsterisk={false} maxLength={200} dir="auto" value={item.name} error={problem?.at('/name')} onChange={(event) => set({ name: event.currentTarget.value })} />
      <TextInput label={words.description} dir="auto" value={item.description} error={problem?.at('/description')} onChange={(event) => set({ description: event.currentTarget.value })} />
      <TextInput label={words.category} description={words.categoryHint} required withAsterisk={false} value={item.category} error={problem?.at('/category')} onChange={(event) => set({ category: event.currentTarget.value })} />
      <Checkbox label={words.approval} checked={item.approval} onChange={(event) => set({ approval: event.currentTarget.checked })} />
      <div className="eyebrow">{words.fields}</div>
      {fields.length === 0 && <p className="quiet">{words.noFields}</p>}
      <ul className={classes.fields}>
        {fields.map((field, i) => (
          <li key={i}>
            <TextInput aria-label={words.field} placeholder={words.field} required dir="auto" maxLength={200} value={field.label} error={problem?.at(`/fields/${i}/label`)} onChange={(event) => setField(i, { label: event.currentTarget.value })} />
            <Select
              aria-label={words.kind}
              allowDeselect={false}
              data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
              value={field.kind}
              onChange={(kind) => setField(i, { kind: kind as FormField['kind'] })}
            />
            <Checkbox label={words.required} checked={field.required} onChange={(event) => setField(i, { required: event.currentTarget.checked })} />
            <button type="button" className={sheet.deed} aria-label={words.removeField(field.label)} title={words.removeField(field.label)} onClick={() => setFields(fields.filter((_, other) => other !== i))}>
              <Icon name="close" size={13} />
            </button>
            {field.kind === 'choice' && (
              <TextInput className={classes.wide ?? ''} aria-label={words.choices} placeholder={words.choices} required dir="auto" value={field.typed} error={problem?.at(`/fields/${i}/choices`)} onChange={(event) => setField(i, { typed: event.currentTarget.value })} />
            )}
          </li>
        ))}
      </ul>
      <div>
        <button type="button" className={sheet.deed} onClick={() => setFields([...fields, { key: '', label: '', kind: 'text', required: false, choices: [], typed: '' } as unknown as Asked])}>
          {words.addField}
        </button>
      </div>
      <ProblemNote error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

/** A question that is asked already keeps its key, by which older orders were answered. */
function asSent(fields: readonly Asked[]): FormField[] {
  const keys = fields.map((one) => one.key).filter((one) => one !== '');
  return fields.map(({ typed, ...field }) => {
    const key = field.key || freshItemKey(field.label, keys);
    if (!field.key) keys.push(key);
    const choices = field.kind === 'choice' ? typed.split(',').map((one) => one.trim()).filter((one) => one !== '') : [];
    return { ...field, key, choices };
  });
}
