import holder from './holder.module.css';
import { holderFace, teamName, useMaybePlace } from './place';

export const Swatch = ({ face }: { face: string }) => (
  <span className={`${holder.swatch} ${face}`} aria-hidden="true" />
);

/** Who has it: colour, pattern and words, so that none of them has to be seen alone. */
export function HolderName({ bearer, party, team }: { bearer: string; party: string; team?: string }) {
  const place = useMaybePlace();
  const { face, name } = holderFace(place?.organisation, bearer, party);
  return (
    <span className={holder.holder}>
      <Swatch face={face} />
      <span className="ellipsis">
        {name}
        {bearer === 'team' && team && <span className={holder.team}> · {teamName(place?.organisation, team)}</span>}
      </span>
    </span>
  );
}
