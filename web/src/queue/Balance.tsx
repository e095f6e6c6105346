import type { TicketCounts } from '../api/types';
import holder from '../parts/holder.module.css';
import { partyFace, partyOrder, useMaybePlace } from '../parts/place';
import classes from './queue.module.css';
import { tabWords, words } from './words';

/** One line over the queue: who has the open tickets now, in the colours of the ribbon. */
export function Balance({ counts }: { counts: TicketCounts }) {
  const place = useMaybePlace();
  const organisation = place?.organisation;
  const mine = organisation?.party ?? '';
  const other = organisation ? (partyOrder(organisation).find((one) => one !== mine) ?? '') : '';
  const parts = [
    { face: partyFace(organisation, mine), n: counts.with_us, words: tabWords['with-us'] },
    { face: partyFace(organisation, other), n: counts.with_them, words: tabWords['with-them'] },
    { face: holder.requester ?? '', n: counts.waiting_for_requester, words: tabWords['waiting-for-requester'] },
    { face: holder.nobody ?? '', n: counts.with_nobody, words: tabWords['with-nobody'] },
  ].filter((one) => one.n > 0);
  const said = parts.map((one) => `${one.words}: ${one.n}`).join(', ');
  return (
    <div className={classes.balance} role="img" aria-label={`${words.balance}. ${said}`} title={said}>
      {parts.map((one) => (
        <span key={one.words} className={one.face} style={{ flexGrow: one.n }} />
      ))}
    </div>
  );
}
