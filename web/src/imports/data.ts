import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { ask, client } from '../api/client';
import type { Import } from '../api/types';

const againAfterMs = 700;

const importsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['imports', organisation],
    queryFn: async () => {
      const path = '/api/v1/organisations/{organisation}/imports';
      return ((await ask(client.GET(path, { params: { path: { organisation } } }))).imports ?? []) as Import[];
    },
    // The service has the work: it goes on while nobody looks, and a page that comes back sees how far it is.
    refetchInterval: (query) => (query.state.data?.some((one) => one.state === 'running') ? againAfterMs : false),
  });

/** Imports that are under way, and the last ones. When one is over, whatever the page shows is asked anew. */
export function useImports(organisation: string) {
  const queries = useQueryClient();
  const imports = useQuery(importsQuery(organisation));
  const running = (imports.data ?? []).filter((one) => one.state === 'running').length;
  const before = useRef(0);
  useEffect(() => {
    if (running < before.current) void queries.invalidateQueries();
    before.current = running;
  }, [running, queries]);
  return imports;
}
