const listeners = new Set<() => void>();

/** That something happened to an inbox, for pages that show figures over many of them: those are counted anew. */
export const inboxNews = {
  tell(): void {
    for (const listener of listeners) listener();
  },
  listen(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
