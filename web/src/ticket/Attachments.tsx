import type { Ticket } from '../api/types';
import { Icon } from '../parts/icons';
import { locale } from '../parts/language';
import { Ago } from '../parts/Time';
import classes from './talk.module.css';
import { words } from './words';

const size = (bytes: number) =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: bytes < 1_000_000 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
  }).format(bytes < 1_000_000 ? Math.max(1, Math.round(bytes / 1000)) : bytes / 1_000_000);

/** The files of a ticket. They are saved and not shown: what somebody else sent is not run here. */
export function Attachments({ organisation, ticket }: { organisation: string; ticket: Ticket }) {
  const files = ticket.attachments ?? [];
  if (files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={words.files}>
      {files.map((one) => (
        <li key={one.attachment}>
          <a
            href={`/api/v1/organisations/${organisation}/tickets/${encodeURIComponent(ticket.ticket)}/attachments/${one.attachment}`}
            download={one.name}
          >
            <Icon name="download" /> <span className="ellipsis">{one.name}</span>
          </a>
          <span className="quiet">
            {size(one.bytes)}, {one.by?.name} <Ago at={one.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
