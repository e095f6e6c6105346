import type { Difference } from '../api/types';

/** Whether nothing that anybody agreed on is different. */
export const isEmpty = ({ changes, renamed, rights, targets, prices }: Difference) =>
  [changes, renamed, rights, targets, prices].every((one) => one.length === 0);
