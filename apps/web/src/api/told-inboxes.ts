import type { JoinedInbox } from "./join-inbox.ts";

type Told = { cursor: string; inbox: JoinedInbox };

export type ToldInboxes = {
  take: (cursor: string, inbox: JoinedInbox) => void;
  /** Where the telling stands now: what is asked for from here on may not know what comes after. */
  mark: () => number;
  /**
   * The inboxes, each as it was told last, of which an answer knows nothing: it was asked for at this mark and read at
   * this place of the log. Null: too much has come since to say.
   */
  unknownTo: (mark: number, logHead: string) => readonly JoinedInbox[] | null;
  /** Somebody else sits here now. */
  forget: () => void;
};

const kept = 1_000;

/** What the log's subscription has told lately, for answers that were on their way meanwhile. */
export function createToldInboxes(): ToldInboxes {
  let told: Told[] = [];
  let count = 0;
  /** Cursors have no order that a client could see: the place is found among those that came, else by when it was asked. */
  function after(mark: number, logHead: string): Told[] | null {
    const place = told.findLastIndex(({ cursor }) => cursor === logHead);
    if (place !== -1) return told.slice(place + 1);
    const since = count - mark;
    if (since > told.length) return null;
    return told.slice(told.length - since);
  }
  return {
    take(cursor, inbox) {
      count += 1;
      told.push({ cursor, inbox });
      if (told.length > 2 * kept) told = told.slice(-kept);
    },
    mark: () => count,
    unknownTo(mark, logHead) {
      const rest = after(mark, logHead);
      return rest === null ? null : [...new Map(rest.map(({ inbox }) => [inbox.id, inbox])).values()];
    },
    forget() {
      told = [];
    },
  };
}

export const toldInboxes = createToldInboxes();
