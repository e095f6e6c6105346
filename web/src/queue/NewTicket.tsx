import { Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';

import { change, client } from '../api/client';
import type { Ticket } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { ProblemNote } from '../parts/ProblemNote';
import { newTicketWords as words, typeWords } from './words';

interface Draft {
  type: 'incident' | 'request' | 'problem' | 'change';
  subject: string;
  description: string;
  category: string;
  impact: string;
  urgency: string;
}
const fresh: Draft = { type: 'incident', subject: '', description: '', category: '', impact: '', urgency: '' };

/** Raises a ticket. What is typed is kept until it is raised. */
export function NewTicket({ organisation, close }: { organisation: string; close: () => void }) {
  const navigate = useNavigate();
  const draftKey = `new ${organisation}`;
  const [draft, setDraft] = useDraft<Draft>(draftKey, fresh);
  const [more, setMore] = useState(draft.impact !== '' || draft.urgency !== '');
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const raise = useMutation({
    mutationFn: async () => {
      const { description, category, impact, urgency, ...rest } = draft;
      const body = {
        ...rest,
        ...(description ? { description } : {}),
        ...(category ? { category } : {}),
        ...(impact && urgency ? { impact: Number(impact), urgency: Number(urgency) } : {}),
      };
      const path = { organisation };
      return (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/tickets', { params: { path, header }, body }),
      )) as Ticket;
    },
    onSuccess: (ticket) => {
      clearDraft(draftKey);
      close();
      void navigate({ to: '/$organisation/tickets/$ticket', params: { organisation, ticket: ticket.ticket } });
    },
  });
  const levels = ['1', '2', '3'].map((one) => ({ value: one, label: words.levels[Number(one) - 1] as string }));
  return (
    <Modal opened onClose={close} title={words.title} size={560}>
      <form
        className="stack"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          raise.mutate();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) raise.mutate();
        }}
      >
        <SegmentedControl
          fullWidth
          aria-label={words.type}
          value={draft.type}
          onChange={(type) => set({ type: type as Draft['type'] })}
          data={Object.entries(typeWords).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          label={words.subject}
          required
          withAsterisk={false}
          data-autofocus
          dir="auto"
          value={draft.subject}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <Textarea
          label={words.description}
          autosize
          minRows={4}
          maxRows={14}
          dir="auto"
          value={draft.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <TextInput
          label={words.category}
          description={words.categoryHint}
          value={draft.category}
          onChange={(event) => set({ category: event.currentTarget.value })}
        />
        {more ? (
          <>
            <div>
              <div className="eyebrow">{words.impact}</div>
              <SegmentedControl fullWidth aria-label={words.impact} value={draft.impact} data={levels} onChange={(impact) => set({ impact })} />
            </div>
            <div>
              <div className="eyebrow">{words.urgency}</div>
              <SegmentedControl fullWidth aria-label={words.urgency} value={draft.urgency} data={levels} onChange={(urgency) => set({ urgency })} />
            </div>
          </>
        ) : (
          <div>
            <Button
              variant="default"
              onClick={() => {
                setMore(true);
                set({ impact: '2', urgency: '2' });
              }}
            >
              {words.more}
            </Button>
          </div>
        )}
        <ProblemNote error={raise.error} />
        <Button type="submit" loading={raise.isPending}>
          {words.raise}
        </Button>
      </form>
    </Modal>
  );
}
