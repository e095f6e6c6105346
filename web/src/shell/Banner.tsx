import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { useIsCut } from './live';
import classes from './shell.module.css';
import { words } from './words';

/** Says that the line is lost, and that it is back; what was missed is then asked anew. */
export function Banner() {
  const cut = useIsCut();
  const wasCut = useRef(false);
  const [back, setBack] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    if (cut) {
      wasCut.current = true;
      setBack(false);
      return undefined;
    }
    if (!wasCut.current) return undefined;
    wasCut.current = false;
    setBack(true);
    void queries.invalidateQueries();
    const timer = setTimeout(() => setBack(false), 4000);
    return () => clearTimeout(timer);
  }, [cut, queries]);
  return (
    <div role="status" aria-live="polite">
      {cut && <div className={classes.banner}>{words.cut}</div>}
      {!cut && back && (
        <div className={classes.banner} data-back="">
          {words.back}
        </div>
      )}
    </div>
  );
}
