import { useApolloClient } from "@apollo/client/react";
import { useEffect, useRef } from "react";
import { follow, isPassing } from "../api/live-connection.ts";
import { useNowAndThen } from "../api/use-now-and-then.ts";
import { MigrationChangedDocument } from "../gql/graphql.ts";

/**
 * Follows one migration, or with null each of the workspace's; for admins. Its figures reach the cache by themselves;
 * what depends on them (lists, items) is asked for again by onChange, now and then.
 */
export function useLiveMigrations(id: string | null, onChange: () => unknown, skip = false): void {
  const client = useApolloClient();
  const changed = useNowAndThen(onChange);
  const known = useRef(changed);
  known.current = changed;
  useEffect(() => {
    if (skip) return undefined;
    let starts = 0;
    return follow({
      start: () => {
        starts += 1;
        // What changed while nothing was heard is not told again.
        if (starts > 1) known.current();
        return client.subscribe({ query: MigrationChangedDocument, variables: id === null ? {} : { id } });
      },
      next: () => known.current(),
      refused: isPassing,
    });
  }, [client, id, skip]);
}
