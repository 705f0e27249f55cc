import { type ApolloClient, ApolloLink, Observable } from "@apollo/client";
import { joinInbox } from "./join-inbox.ts";
import { toldInboxes } from "./told-inboxes.ts";

/** Pages of one inbox's history: an event adds a line to it that only the server can write. */
const histories = new Set(["InboxPage"]);

function findLogHead(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("logHead" in data)) return null;
  return typeof data.logHead === "string" ? data.logHead : null;
}

/**
 * The seam between a list and the log's subscription. A list says beside itself where the log stood when it was read
 * (logHead). An event that came while the list was on its way was joined to the lists that were here then, and not to
 * this one: so it is joined once more, as soon as the list is in the cache.
 */
export function createSeamLink(): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const mark = toldInboxes.mark();
    return new Observable((observer) =>
      forward(operation).subscribe({
        next(result) {
          // When this returns, the cache has it.
          observer.next(result);
          const logHead = findLogHead(result.data);
          if (logHead !== null) bringUpToDate(operation, mark, logHead);
        },
        error: (error) => observer.error(error),
        complete: () => observer.complete(),
      }),
    );
  });
}

function bringUpToDate({ client, operationName = "" }: ApolloLink.Operation, mark: number, logHead: string): void {
  const unknown = toldInboxes.unknownTo(mark, logHead);
  if (unknown?.length === 0) return;
  if (unknown === null || histories.has(operationName)) return askAgain(client, operationName);
  const judged = unknown.map((inbox) => joinInbox(client.cache, inbox));
  if (judged.includes(false)) askAgain(client, operationName);
}

function askAgain(client: ApolloClient, operationName: string): void {
  client.refetchQueries({ include: [operationName] }).catch(() => undefined);
}
