/** Holds a resolver until a test lets it go on. */
export interface Gate {
  /** Settles once someone waits at the gate. */
  readonly entered: Promise<void>;
  enter(): Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let arrive: () => void = () => undefined;
  let open: () => void = () => undefined;
  const entered = new Promise<void>((done) => (arrive = done));
  const opened = new Promise<void>((done) => (open = done));
  return {
    entered,
    enter() {
      arrive();
      return opened;
    },
    open: () => open(),
  };
}
