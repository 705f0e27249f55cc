/** One line of the table: what is measured, against what, and how good it must be. Ratios: 1 is as good as the baseline. */
export interface Target {
  readonly id: string;
  readonly what: string;
  readonly baseline: string;
  readonly floor: number;
  readonly target: number;
  readonly stretch: number;
}

export const targets = [
  {
    id: "G1",
    what: "a mutation over HTTP: who asks, idempotency, state, event, audit, outbox, durable commit",
    baseline: "bare http + pg, one statement writing the same rows",
    floor: 0.5,
    target: 0.75,
    stretch: 0.9,
  },
  {
    id: "G2",
    what: "inboxes(first: 50) from the database, the web page's fields",
    baseline: "bare http + pg to JSON",
    floor: 0.35,
    target: 0.55,
    stretch: 0.75,
  },
  { id: "G3a", what: "the pipeline alone, one object", baseline: "bare http + JSON", floor: 0.2, target: 0.3, stretch: 0.4 },
  { id: "G3b", what: "the pipeline alone, a list of 50", baseline: "bare http + JSON", floor: 0.18, target: 0.35, stretch: 0.45 },
  {
    id: "G4",
    what: "fan-out per delivery, 1,000 subscribers, one selection",
    baseline: "raw ws broadcast of the same bytes",
    floor: 0.4,
    target: 0.75,
    stretch: 0.95,
  },
  { id: "G7", what: "appending an event", baseline: "bare insert in a transaction", floor: 0.8, target: 0.95, stretch: 1 },
  {
    id: "G7alone",
    what: "appending an event, as a statement alone (harder than asked)",
    baseline: "the bare insert as a statement alone",
    floor: 0.8,
    target: 0.95,
    stretch: 1,
  },
] as const satisfies readonly Target[];

export type TargetId = (typeof targets)[number]["id"];

/** What the specification asks to be measured and this program does not measure. */
export const notMeasuredHere = [
  "G2b",
  "G4b",
  "G5",
  "G6",
  "G7b",
  "G8",
  "G9",
  "G9b",
  "G10",
  "G11",
  "G12",
  "G13",
  "G14",
  "G15",
  "G16",
] as const;
