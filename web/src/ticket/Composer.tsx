import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import { change, client } from '../api/client';
import type { Person, Ticket } from '../api/types';
import { clearDraft, useDraft } from '../parts/draft';
import { useFiles } from '../parts/files';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import { partyName, usePlace } from '../parts/place';
import { isMac, useKeys } from '../shell/keys';
import { attach } from './attach';
import { type Choice, willRead } from './audience';
import { CollisionNotice } from './CollisionNotice';
import { useSayWriting, useSinceBegun, useWriters } from './collision';
import classes from './talk.module.css';
import { useTaken } from './data';
import { MentionList } from './MentionList';
import { completed, mentionable, mentionAt, mentionedIn } from './mentions';
import { Templates } from './Templates';
import { audienceWords, besideWords, words } from './words';

/** Writes on a ticket. Who will read it stands there in words, before anything is sent. */
export function Composer({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const place = usePlace();
  const draftKey = `comment ${organisation} ${ticket.ticket}`;
  const [text, setText] = useDraft(draftKey, '');
  const [choice, setChoice] = useState<Choice>('shared');
  const area = useRef<HTMLTextAreaElement>(null);
  const taken = useTaken(organisation, ticket.ticket);
  const isRequester = ticket.requester?.person === place.organisation.me;
  const requester = ticket.requester?.name ?? '';
  const writers = useWriters(organisation, ticket.ticket);
  const sayWriting = useSayWriting(organisation, ticket.ticket, text !== '');
  const { news, seen } = useSinceBegun(organisation, ticket.ticket, text !== '', place.organisation.me);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [hushed, setHushed] = useState(false);
  const mention = hushed ? undefined : mentionAt(text, caret);
  const offered = mention ? mentionable(place.people.values(), mention.typed).filter((one) => mention.typed !== one.name) : [];
  const chosen = Math.min(at, offered.length - 1);
  const mentioned = mentionedIn(text, place.people.values());
  const complete = (person: Person) => {
    if (!mention) return;
    const done = completed(text, mention, caret, person.name);
    setText(done.text);
    setCaret(done.caret);
    requestAnimationFrame(() => area.current?.setSelectionRange(done.caret, done.caret));
  };
  const send = useMutation({
    mutationFn: async () =>
      (await change((header) =>
        client.POST('/api/v1/organisations/{organisation}/tickets/{ticket}/comments', {
          params: { path: { organisation, ticket: ticket.ticket }, header },
          body: { text, audience: choice, mentions: mentioned.map((one) => one.person) },
        }),
      )) as Ticket,
    onSuccess: (answer) => {
      setText('');
      clearDraft(draftKey);
      taken(answer);
    },
  });
  const sendFiles = useMutation({
    mutationFn: async (files: File[]) => {
      for (const file of files) taken(await attach(organisation, ticket.ticket, file, choice));
    },
  });
  const files = useFiles((list) => sendFiles.mutate(list));
  useKeys([{ keys: 'm', words: words.write, group: words.group, run: () => area.current?.focus() }]);
  const choices: { value: Choice; label: string }[] = [
    { value: 'shared', label: audienceWords.allCompanies },
    ...(requester ? [{ value: 'requester' as const, label: isRequester ? audienceWords.everybody : audienceWords.andRequester(requester) }] : []),
    { value: 'own', label: audienceWords.only(partyName(place.organisation, place.organisation.party)) },
  ];
  const submit = () => text.trim() && !send.isPending && send.mutate();
  return (
    <form
      className={`${classes.composer} no-print`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      {...files.zone}
    >
      <CollisionNotice writers={writers} news={news} seen={seen} />
      <textarea
        ref={area}
        aria-label={words.writeComment}
        placeholder={words.writeComment}
        dir="auto"
        value={text}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? 'mention-list' : undefined}
        aria-activedescendant={offered.length > 0 ? `mention-${chosen}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value) sayWriting(choice === 'own');
          setCaret(event.target.selectionStart);
          setAt(0);
          setHushed(false);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        {...files.paste}
        onKeyDown={(event) => {
          const person = offered[chosen];
          if (person && !event.ctrlKey && !event.metaKey) {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step) setAt((chosen + step + offered.length) % offered.length);
            if (event.key === 'Enter' || event.key === 'Tab') complete(person);
            if (event.key === 'Escape') setHushed(true);
            if (step || event.key === 'Enter' || event.key === 'Tab' || event.key === 'Escape') {
              event.preventDefault();
              event.stopPropagation();
              return;
            }
          }
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit();
          }
          if (event.key === 'Escape') {
            event.currentTarget.blur();
            event.stopPropagation();
          }
        }}
      />
      {offered.length > 0 && <MentionList people={offered} at={chosen} choose={complete} />}
      {text && (
        <p className={classes.reads} data-private={choice === 'own' || undefined} role="status">
          {choice === 'own' && <Icon name="lock" size={13} />}{' '}
          {willRead(choice, place.organisation, isRequester ? '' : requester)}
          {mentioned.length > 0 && ` ${besideWords.willBeTold(mentioned.map((one) => one.name).join(', '))}`}
        </p>
      )}
      <ProblemNote error={send.error ?? sendFiles.error} />
      {sendFiles.isPending && (
        <p className={classes.reads} role="status">
          {words.attaching}
        </p>
      )}
      <div className={classes.to}>
        <fieldset>
          <legend className="hidden-words">{words.audienceOf}</legend>
          {choices.map((one) => (
            <label key={one.value}>
              <input
                type="radio"
                name="audience"
                checked={choice === one.value}
                onChange={() => setChoice(one.value)}
              />
              {one.value === 'own' && <Icon name="lock" size={13} />}
              {one.label}
            </label>
          ))}
        </fieldset>
        <Templates organisation={organisation} ticket={ticket} />
        <button type="button" className={classes.attach} aria-label={words.attach} title={words.attach} onClick={files.pick}>
          <Icon name="clip" />
        </button>
        <input {...files.input} multiple aria-label={words.attach} />
        <Button type="submit" size="compact-md" className={classes.send} disabled={!text.trim()} loading={send.isPending}>
          {words.send}
          <span className="hidden-words">{isMac ? words.withKeys.mac : words.withKeys.other}</span>
        </Button>
      </div>
    </form>
  );
}
