/** One line of the table: what is measured, against what, and how good it must be. Ratios: 1 is as good as the baseline, above it better. */
export interface Target {
  readonly id: string;
  readonly what: string;
  readonly baseline: string;
  readonly floor: number;
  readonly target: number;
  readonly stretch: number;
  /** The figure itself is compared, a latency or a size: the less, the better. */
  readonly lowerIsBetter?: boolean;
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
  {
    id: "G4b",
    what: "fan-out per delivery, 1,000 subscribers, 20 different selections",
    baseline: "20 raw ws broadcasts of the same bytes",
    floor: 0.35,
    target: 0.6,
    stretch: 0.8,
  },
  {
    id: "G5",
    what: "memory of an idle signed-in subscription",
    baseline: "a raw ws connection that gets the same bytes",
    floor: 4,
    target: 2,
    stretch: 1.3,
    lowerIsBetter: true,
  },
  {
    id: "G6",
    what: "catching up by subscription from a cursor 100,000 events back, all of an event's own fields",
    baseline: "`select body … limit 500` in a loop, sent over raw ws",
    floor: 0.4,
    target: 0.65,
    stretch: 0.85,
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
  {
    id: "G8",
    what: "from an event's commit, in another process, to its client, at 500 events/s over 20 workspaces",
    baseline: "raw NOTIFY to ws pipe, idle (50 events/s), the same row written in the same statement",
    floor: 3,
    target: 1.5,
    stretch: 1.1,
    lowerIsBetter: true,
  },
  {
    id: "slow",
    what: "how late the others are while one subscriber reads slowly, 200 events/s of 8 KB to 50",
    baseline: "the same process without the slow one",
    floor: 1.2,
    target: 1.2,
    stretch: 1,
    lowerIsBetter: true,
  },
  {
    id: "G9",
    what: "claim and complete due checks, 1,000,000 rows, a check that does nothing",
    baseline: "raw SKIP LOCKED loop, batch 500, fencing token",
    floor: 0.4,
    target: 0.75,
    stretch: 0.9,
  },
  {
    id: "G10",
    what: "real checks against a mail server that takes 200 ms",
    baseline: "bare loop of the same sessions, as many at once, no database",
    floor: 0.5,
    target: 0.8,
    stretch: 0.9,
  },
  {
    id: "G11",
    what: "webhooks out: from an event in the log to a delivery that is stored, signed, one endpoint",
    baseline: "bare keep-alive POST loop, 8 at once, that stores the same rows",
    floor: 0.3,
    target: 0.6,
    stretch: 0.8,
  },
] as const satisfies readonly Target[];

export type TargetId = (typeof targets)[number]["id"];

/** What the specification asks to be measured and this program does not measure. */
export const notMeasuredHere = ["G2b", "G7b", "G12", "G13", "G14", "G15", "G16"] as const;
