import { useEffect, useState } from "react";

export type WholeList = {
  atEnd: boolean;
  reading: boolean;
  /** One page more. */
  readNext: () => void;
  /** All that is left, page by page. */
  readAll: () => void;
};

/**
 * The rest of a list that is too long for one answer, when it is wanted. endCursor: where the part that is here ends;
 * null at the end of the list. A page that can't be read stops it; wanting it again tries again.
 */
export function useWholeList(endCursor: string | null, read: (after: string) => Promise<unknown>): WholeList {
  const [wanted, setWanted] = useState<"nothing" | "next" | "all">("nothing");
  const [readingAfter, setReadingAfter] = useState<string | null>(null);
  const next = wanted === "nothing" || readingAfter !== null ? null : endCursor;
  useEffect(() => {
    if (next === null) return;
    setReadingAfter(next);
    setWanted((now) => (now === "all" ? "all" : "nothing"));
    read(next)
      .catch(() => setWanted("nothing"))
      .finally(() => setReadingAfter(null));
    // read is made anew with each rendering; where to go on from is what counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [next]);
  return {
    atEnd: endCursor === null,
    reading: readingAfter !== null,
    readNext: () => setWanted((now) => (now === "all" ? "all" : "next")),
    readAll: () => setWanted("all"),
  };
}
