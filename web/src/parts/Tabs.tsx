import { Children, type ReactNode, useEffect, useRef } from 'react';

import classes from './sheet.module.css';

/** The parts of a page, each at an address; on a narrow screen the one that is shown is scrolled to. */
export function Tabs({ label, at, children }: { label: string; at: string; children: ReactNode }) {
  const shown = Children.toArray(children).length;
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at, shown]);
  return (
    <nav ref={list} className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}
