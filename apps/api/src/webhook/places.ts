export interface PlacesOptions {
  /** So many endpoints that answer are served at once. */
  readonly answering: number;
  /** So many at once in all, with those that leave us waiting. */
  readonly most: number;
  /** Whoever has not answered for so long gives its place to another; milliseconds. */
  readonly patienceMs: number;
  /** A place is free that was held. */
  readonly onFree: () => void;
}

export interface Place {
  /** The endpoint answers, so it keeps its place. */
  answered(): void;
  leave(): void;
}

/** Where endpoints are served: one that hangs costs memory only, and takes nobody's turn away. */
export interface Places {
  free(): number;
  take(): Place;
}

export function createPlaces({ answering, most, patienceMs, onFree }: PlacesOptions): Places {
  let held = 0;
  let all = 0;
  return {
    free: () => Math.min(answering - held, most - all),
    take() {
      held += 1;
      all += 1;
      let holds = true;
      const giveUp = (): void => {
        if (!holds) return;
        holds = false;
        held -= 1;
        onFree();
      };
      const patience = setTimeout(giveUp, patienceMs);
      return {
        answered: () => void (holds && patience.refresh()),
        leave() {
          clearTimeout(patience);
          all -= 1;
          if (holds) giveUp();
          else onFree();
        },
      };
    },
  };
}
