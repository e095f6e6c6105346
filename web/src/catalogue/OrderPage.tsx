import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { asProblem, Problem } from '../api/problem';
import type { CatalogueItem, FormField } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import requests from '../requests/requests.module.css';
import { words as portal } from '../requests/words';
import classes from './catalogue.module.css';
import { itemQuery, order } from './data';
import { answersOf, missing, type Filled } from './form';
import { words } from './words';

const empty: Filled = {};

/** One thing of the catalogue, with what has to be known to fulfil it. */
export function OrderPage() {
  const { organisation, item: key } = useParams({ from: '/$organisation/requests/order/$item' });
  const read = useQuery({ ...itemQuery(organisation, key), retry: false });
  if (read.error) {
    const problem = asProblem(read.error);
    return problem.status === 404 ? <Empty title={words.gone}>{words.goneText}</Empty> : <ProblemNote error={problem} again={() => void read.refetch()} />;
  }
  return (
    <div className={requests.page}>
      <Link to="/$organisation/requests" params={{ organisation }} className={requests.back}>
        <Icon name="back" /> {portal.back}
      </Link>
      {read.data ? <OrderForm key={key} organisation={organisation} itemKey={key} item={read.data.item} /> : <Bones lines={5} />}
    </div>
  );
}

function OrderForm({ organisation, itemKey, item }: { organisation: string; itemKey: string; item: CatalogueItem }) {
  const navigate = useNavigate();
  const draftKey = `order ${organisation} ${itemKey}`;
  const [filled, setFilled] = useDraft(draftKey, empty);
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: () => order(organisation, itemKey, answersOf(item, filled)),
    onSuccess: (ticket) => {
      clearDraft(draftKey);
      void navigate({ to: '/$organisation/requests/$ticket', params: { organisation, ticket: ticket.ticket } });
    },
  });
  const problem = send.error ? asProblem(send.error) : undefined;
  const open = missing(item, filled);
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (open.length === 0) send.mutate();
        else document.getElementById(`answer-${open[0]?.key}`)?.focus();
      }}
    >
      <h1 dir="auto">{item.name}</h1>
      {item.description && <p dir="auto">{item.description}</p>}
      {item.approval && <p className="quiet">{words.approvalNeeded}</p>}
      {item.fields.map((field) => (
        <Answer
          key={field.key}
          field={field}
          value={filled[field.key] ?? ''}
          wrong={problem?.at(`/answers/${field.key}`) ?? (tried && open.includes(field) ? words.needed : undefined)}
          set={(value) => setFilled({ ...filled, [field.key]: value })}
        />
      ))}
      {send.error && !(send.error instanceof Problem && send.error.code === 'bad-body') && <ProblemNote error={send.error} />}
      <div>
        <Button type="submit" loading={send.isPending}>
          {words.order}
        </Button>
      </div>
    </form>
  );
}

interface AnswerProps {
  field: FormField;
  value: string;
  wrong: string | undefined;
  set: (value: string) => void;
}

function Answer({ field, value, wrong, set }: AnswerProps) {
  const label = field.required ? field.label : words.ifAny(field.label);
  const common = { id: `answer-${field.key}`, label, error: wrong, required: field.required, withAsterisk: false };
  if (field.kind === 'yes_no') {
    return (
      <div>
        <div className={classes.label} id={`label-${field.key}`}>
          {label}
        </div>
        <SegmentedControl
          aria-labelledby={`label-${field.key}`}
          value={value}
          onChange={set}
          data={Object.entries(words.yesNo).map(([one, said]) => ({ value: one, label: said }))}
        />
        {wrong && <p className={classes.wrong}>{wrong}</p>}
      </div>
    );
  }
  if (field.kind === 'choice') {
    return <Select {...common} data={field.choices} value={value || null} clearable={!field.required} onChange={(next) => set(next ?? '')} />;
  }
  if (field.kind === 'text') {
    return <Textarea {...common} autosize minRows={1} maxRows={8} dir="auto" value={value} onChange={(event) => set(event.currentTarget.value)} />;
  }
  const bounds = field.kind === 'number' ? { min: field.least, max: field.most, step: 1 } : {};
  return <TextInput {...common} {...bounds} type={field.kind} className={classes.short} value={value} onChange={(event) => set(event.currentTarget.value)} />;
}
