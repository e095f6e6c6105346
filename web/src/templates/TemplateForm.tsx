import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';

import { asProblem } from '../api/problem';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { FieldInput } from '../ticket/FieldInput';
import { keepTemplate } from './data';
import { canEdit, commands, fieldsOfStep, knownWords, lacking, type Step, stepAsSent, stepName, valuesOf, wordsToGive } from './steps';
import classes from './templates.module.css';
import { words } from './words';

interface Props {
  organisation: string;
  template: string;
  keepsFor: { value: string; label: string }[];
  first: { name: string; team: string; steps: readonly { command: string; with?: object | undefined }[] };
  etag: string;
  done: () => void;
}

const everybody = 'everybody'; // a select has no choice without a value

/** A template: its name, for whom it is, and what it does step by step. */
export function TemplateForm({ organisation, template, keepsFor, first, etag, done }: Props) {
  const place = usePlace();
  const [name, setName] = useState(first.name);
  const [team, setTeam] = useState(first.team);
  const [steps, setSteps] = useState<Step[]>(() => first.steps.map((one) => ({ ...one }) as Step));
  const [tried, setTried] = useState(false);
  const put = (at: number, step: Step) => setSteps(steps.map((one, i) => (i === at ? step : one)));
  const save = useMutation({
    mutationFn: () =>
      keepTemplate(organisation, template, { name: name.trim(), ...(team ? { team } : {}), steps: steps.map((one) => stepAsSent(one, place)) }, etag),
    onSuccess: done,
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  const asked = wordsToGive(steps);
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (steps.length > 0 && steps.every((one) => lacking(one, place).length === 0)) save.mutate();
      }}
    >
      <TextInput label={words.name} data-autofocus required withAsterisk={false} maxLength={200} dir="auto" value={name} error={problem?.at('/name')} onChange={(event) => setName(event.currentTarget.value)} />
      <Select
        label={words.for}
        allowDeselect={false}
        data={keepsFor.map((one) => ({ ...one, value: one.value || everybody }))}
        value={team || everybody}
        onChange={(next) => setTeam(next === everybody ? '' : (next ?? ''))}
      />
      <div className="eyebrow">{words.steps}</div>
      <ol className={classes.steps}>
        {steps.map((step, i) => (
          <li key={i}>
            <StepFields
              step={step}
              n={i + 1}
              lacking={tried ? lacking(step, place) : []}
              wrong={(field) => problem?.at(`/steps/${i}/with/${field}`)}
              put={(next) => put(i, next)}
              earlier={i > 0 ? () => setSteps(steps.map((one, at) => (at === i - 1 ? step : at === i ? (steps[i - 1] ?? one) : one))) : undefined}
              remove={steps.length > 1 ? () => setSteps(steps.filter((_, at) => at !== i)) : undefined}
            />
          </li>
        ))}
      </ol>
      <div>
        <button type="button" className={sheet.deed} onClick={() => setSteps([...steps, { command: 'resolve' }])}>
          {words.add}
        </button>
      </div>
      <p className="quiet">{asked.length > 0 ? words.asks(asked.join(', ')) : words.ownWord}</p>
      <ProblemNote error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

interface StepProps {
  step: Step;
  n: number;
  lacking: string[];
  wrong: (field: string) => string | undefined;
  put: (step: Step) => void;
  earlier: (() => void) | undefined;
  remove: (() => void) | undefined;
}

function StepFields({ step, n, lacking: missing, wrong, put, earlier, remove }: StepProps) {
  const place = usePlace();
  const fields = useRef<HTMLDivElement>(null);
  const values = valuesOf(step);
  const set = (name: string, value: string) => put({ ...step, with: { ...values, [name]: value } });
  const shown = canEdit(step.command) ? fieldsOfStep(step.command, place, values) : [];
  const text = shown.find((one) => one.kind === 'text');
  // Where the caret was last, or at the end.
  const insert = (word: string) => {
    if (!text) return;
    const area = fields.current?.querySelector('textarea');
    const before = String(values[text.name] ?? '');
    const at = area?.selectionStart ?? before.length;
    set(text.name, `${before.slice(0, at)}{{${word}}}${before.slice(area?.selectionEnd ?? at)}`);
    const caret = at + word.length + 4;
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(caret, caret);
    });
  };
  return (
    <>
      <div className={classes.head}>
        <Select
          size="xs"
          aria-label={words.step(n)}
          allowDeselect={false}
          disabled={!canEdit(step.command)}
          data={canEdit(step.command) ? commands : [{ value: step.command, label: stepName(step.command) }]}
          value={step.command}
          onChange={(command) => command && put({ command })}
        />
        {earlier && (
          <button type="button" className={sheet.deed} aria-label={words.earlier(n)} title={words.earlier(n)} onClick={earlier}>
            <Icon name="down" size={13} className={classes.up} />
          </button>
        )}
        {remove && (
          <button type="button" className={sheet.deed} aria-label={words.removeStep(n)} title={words.removeStep(n)} onClick={remove}>
            <Icon name="close" size={13} />
          </button>
        )}
      </div>
      {!canEdit(step.command) && <p className="quiet">{words.asKept}</p>}
      <div ref={fields} className={classes.fields}>
        {shown.map((one) => (
          <FieldInput
            key={one.name}
            field={one}
            value={String(values[one.name] ?? one.preset ?? '')}
            error={wrong(one.name) ?? (missing.includes(one.name) ? words.needed : undefined)}
            set={(value) => set(one.name, value)}
          />
        ))}
      </div>
      {text && (
        <p className={classes.insert}>
          {words.insert}
          {knownWords.map((one) => (
            <button key={one} type="button" onClick={() => insert(one)}>
              {words.fills[one]}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
