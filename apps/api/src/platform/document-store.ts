import type { DocumentNode } from "graphql";

/** Keeps parsed and validated documents by key, the least recently used going first past the limit. */
export interface DocumentStore {
  get(key: string): DocumentNode | undefined;
  set(key: string, document: DocumentNode): void;
}

/** `limit` is the length of all kept sources together, in characters; parsed they take some 20 times that in bytes. */
export function createDocumentStore(limit = 2_000_000): DocumentStore {
  const kept = new Map<string, DocumentNode>();
  let held = 0;
  const sizeOf = (document: DocumentNode): number => 100 + (document.loc?.source.body.length ?? 0);
  const drop = (key: string): void => {
    const document = kept.get(key);
    if (document && kept.delete(key)) held -= sizeOf(document);
  };
  return {
    get(key) {
      const document = kept.get(key);
      if (!document) return undefined;
      kept.delete(key);
      kept.set(key, document);
      return document;
    },
    set(key, document) {
      drop(key);
      const size = sizeOf(document);
      if (size > limit / 10) return;
      kept.set(key, document);
      held += size;
      for (const oldest of kept.keys()) {
        if (held <= limit) break;
        drop(oldest);
      }
    },
  };
}
