import { incidentThresholds, type IncidentThresholds } from "@relink/domain";
import { runIncidentRound } from "../apps/api/src/monitor/incident-round.ts";
import { createIncidentWatch, type IncidentWatch } from "../apps/api/src/monitor/incident-watch.ts";
import type { Clock } from "../apps/api/src/platform/clock.ts";
import { IncidentMemory } from "./ports/incident-memory.ts";
import type { Broken } from "./simulation.ts";
import type { Ledger } from "./report/ledger.ts";
import type { SimInbox } from "./world/inbox.ts";
import type { World } from "./world/world.ts";

export interface IncidentNeeds {
  readonly world: World;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly quietAt: (host: string) => number;
  readonly bring: (inbox: SimInbox, at: number, until: number) => void;
  readonly wantRound: (at: number) => void;
  readonly broken: Broken;
}

function thresholdsOf({ thresholds }: Broken): IncidentThresholds {
  return { ...incidentThresholds, ...thresholds };
}

/** A round a second where something new is seen; where nothing is, only as often as something can end. */
const pauses = { news: 1_000, known: 30_000, open: 60_000 };

/** As many as are asked for are looked at: a large host has thousands. */
function liveOf(inboxes: readonly SimInbox[], most: number): readonly string[] {
  const live: string[] = [];
  for (const { held } of inboxes) {
    if (live.length === most) break;
    const { id, ourEnd } = held.inbox;
    if (ourEnd.state === "CONNECTED" || ourEnd.state === "FAILING") live.push(id);
  }
  return live;
}

/** The real counting, judging and holding, over memory instead of tables. */
export class Incidents {
  readonly watch: IncidentWatch;
  readonly #memory: IncidentMemory;
  readonly #needs: IncidentNeeds;
  readonly #counting: ReturnType<typeof createIncidentWatch>;
  #roundAt = Infinity;
  readonly kinds = { PROVIDER_OUTAGE: 0, APPLICATION_REFUSED: 0, DOMAIN_POLICY: 0 };

  constructor(needs: IncidentNeeds) {
    const { world, clock, ledger, quietAt, bring, broken } = needs;
    this.#needs = needs;
    this.#memory = new IncidentMemory({
      find: (id) => {
        const inbox = world.byId.get(id);
        if (!inbox) throw new Error(`There is no inbox ${id}.`);
        return inbox;
      },
      quietAt,
      liveAt: (host, most) => liveOf(world.byHost.get(host) ?? [], most),
      bring: broken.bringsNobodyBack ? () => undefined : bring,
      opened: (subject) => {
        this.kinds[subject.kind] += 1;
      },
      closed: ({ kind, host }, at) => {
        if (kind === "PROVIDER_OUTAGE" && host) ledger.heldAt(host, at, at + clock.durations.checkInterval / 10);
      },
    });
    this.#counting = createIncidentWatch({ store: this.#memory.asStore(), clock, thresholds: thresholdsOf(broken) });
    this.watch = broken.holdsNothing ? { saw: (check) => this.#counting.saw(check), holds: async () => false } : this.#counting;
  }

  isOpenAt(host: string): boolean {
    return this.#memory.isOpenAt(host);
  }

  get openCount(): number {
    return this.#memory.openCount;
  }

  /** A check that was not made: its inbox rested. */
  passed({ held }: SimInbox, at: number): void {
    this.#memory.passed(held.inbox.mailHost ?? "", at);
  }

  /** @param ours - our application was refused, and not the inbox. */
  sawTrouble(inbox: SimInbox, ours: boolean): void {
    const isKnown = ours ? this.#memory.openCount > 0 : this.isOpenAt(inbox.held.inbox.mailHost ?? "");
    this.#want(isKnown ? pauses.known : pauses.news);
  }

  async round(): Promise<void> {
    const { clock } = this.#needs;
    if (clock.now() !== this.#roundAt) return;
    this.#roundAt = Infinity;
    await this.#counting.flush();
    const store = this.#memory.asStore();
    await runIncidentRound({
      store,
      clock,
      bus: { changed: () => undefined },
      log: { opened: () => undefined, closed: () => undefined },
      nudge: () => undefined,
      thresholds: thresholdsOf(this.#needs.broken),
    });
    this.#counting.learn(await store.listOpen());
    if (this.#memory.openCount > 0) this.#want(pauses.open);
  }

  #want(pause: number): void {
    const at = this.#needs.clock.now() + pause;
    if (at >= this.#roundAt) return;
    this.#roundAt = at;
    this.#needs.wantRound(at);
  }
}
