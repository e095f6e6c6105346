import { Button } from '@mantine/core';

import { Bones, Empty } from '../parts/Empty';
import { Icon } from '../parts/icons';
import { ProblemNote } from '../parts/ProblemNote';
import sheet from '../parts/sheet.module.css';

interface Props {
  words: { readonly lead: string; readonly none: string; readonly noneText: string; readonly make: string };
  list: { data?: readonly unknown[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  make: () => void;
}

/** Above a list of what one makes here: what it is for, what went wrong, and the button; alone where there is none yet. */
export function ListHead({ words, list, make }: Props) {
  const button = (
    <Button size="xs" leftSection={<Icon name="plus" />} onClick={make}>
      {words.make}
    </Button>
  );
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <ProblemNote error={list.error} again={() => void list.refetch()} />
      {list.isPending && <Bones lines={3} />}
      {list.data?.length === 0 && (
        <Empty title={words.none} action={button}>
          {words.noneText}
        </Empty>
      )}
      {list.data && list.data.length > 0 && <div>{button}</div>}
    </>
  );
}
