import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';

import type { Field } from './fields';

interface Props {
  field: Field;
  value: string;
  error: string | undefined;
  first?: boolean;
  set: (value: string) => void;
}

// What a phone has room for beside each other.
const lettersInALine = 32;

/** One thing that a deed asks for. */
export function FieldInput({ field: one, value, error, first, set }: Props) {
  const common = { label: one.label, description: one.hint, error, ...(first ? { 'data-autofocus': true } : {}) };
  if (one.kind === 'pick' && one.options && one.options.length <= 3 && one.options.map((each) => each.label).join('').length <= lettersInALine) {
    return (
      <div>
        <div className="eyebrow">{one.label}</div>
        <SegmentedControl fullWidth aria-label={one.label} value={value} data={one.options} onChange={set} />
      </div>
    );
  }
  if (one.kind === 'pick') {
    return (
      <Select
        {...common}
        data={one.groups ?? one.options ?? []}
        value={value || null}
        searchable
        clearable={!one.needed}
        allowDeselect={!one.needed}
        openOnFocus={!value} // what is chosen already can be sent at once
        onChange={(next) => set(next ?? '')}
      />
    );
  }
  if (one.kind === 'text') {
    return <Textarea {...common} autosize minRows={2} maxRows={10} dir="auto" value={value} onChange={(event) => set(event.currentTarget.value)} />;
  }
  return <TextInput {...common} value={value} onChange={(event) => set(event.currentTarget.value)} />;
}
