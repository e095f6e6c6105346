import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import type { Problem } from '../api/problem';
import { queries } from '../api/queries';
import type { Me } from '../api/types';
import { Empty } from '../parts/Empty';
import { ProblemNote } from '../parts/ProblemNote';
import { words } from './words';

/** Why an organisation cannot be looked at, and what would change that. */
export function CannotEnter({ problem, me, organisation }: { problem: Problem; me: Me; organisation: string }) {
  const mine = me.organisations.find((one) => one.id === organisation);
  if (problem.code === 'second-factor-needed' || problem.code === 'second-factor-required') {
    return (
      <Empty
        title={words.secondNeeded}
        action={
          <Link to="/second-factor">
            <Button>{words.setUpSecond}</Button>
          </Link>
        }
      >
        {words.secondNeededText}
      </Empty>
    );
  }
  if (mine && !mine.admitted) return <Empty title={words.waiting(mine.name)}>{words.waitingText}</Empty>;
  if (problem.status === 404) return <Empty title={words.nothingHere}>{words.nothingHereText}</Empty>;
  return (
    <div style={{ padding: 20 }}>
      <ProblemNote error={problem} again={() => void queries.invalidateQueries()} />
    </div>
  );
}
