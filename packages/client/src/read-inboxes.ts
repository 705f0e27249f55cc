import type { Execute } from "./execute.ts";
import { InboxesDocument, type InboxesQueryVariables, type InboxFieldsFragment } from "./gql/operations.ts";

export interface ReadInboxesOptions {
  readonly filter?: InboxesQueryVariables["filter"];
  /** How many are asked for at once: 1 to 100, by default 100. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface ReadInboxes {
  readonly inboxes: readonly InboxFieldsFragment[];
  /** Where the log stood before the first page was read: `events({ after: cursor })` brings every change since. */
  readonly cursor: string;
}

/** All inboxes, page by page, and from where to follow what becomes of them. */
export async function readInboxes(execute: Execute, { filter = null, pageSize = 100, signal }: ReadInboxesOptions): Promise<ReadInboxes> {
  const inboxes = new Map<string, InboxFieldsFragment>();
  let cursor: string | null = null;
  let after: string | null = null;
  do {
    // Each page waits for the one before, whose end is its beginning.
    const variables: InboxesQueryVariables = { first: pageSize, after, filter };
    const page: Awaited<ReturnType<typeof read>> = await read(execute, variables, signal);
    cursor ??= page.logHead;
    for (const inbox of page.inboxes?.nodes ?? []) inboxes.set(inbox.id, inbox);
    after = page.inboxes?.pageInfo.hasNextPage ? page.inboxes.pageInfo.endCursor : null;
  } while (after !== null);
  return { inboxes: [...inboxes.values()], cursor };
}

function read(execute: Execute, variables: InboxesQueryVariables, signal: AbortSignal | undefined) {
  return execute(InboxesDocument, variables, signal ? { signal } : {});
}
