import { judgeWebhookAnswer, stepDelivery, stepEndpoint, type EndpointHealth } from "@relink/domain";
import type { TimerKind } from "../inbox/change.ts";
import { toAuditRow } from "../people/audit-row.ts";
import type { Clock } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { newId } from "../platform/new-id.ts";
import type { ClaimedEndpoint, Completion, DueDelivery, EndedTry, QueueStore } from "./queue.store.ts";
import type { PostWebhook, Sending, Sent, WebhookSecrets, WebhookSender } from "./webhook.ports.ts";
import { toWebhookId, userAgent } from "./webhook-message.ts";
import { createSigner, toSignedHeaders, type SignMessage } from "./webhook-signing.ts";

export interface ServeNeeds {
  readonly store: QueueStore;
  readonly sender: WebhookSender;
  readonly secrets: WebhookSecrets;
  readonly clock: Clock;
  /** How many requests one endpoint gets at once; default 8. */
  readonly atOnce?: number;
  /** No new request begins after this, so that no endpoint keeps its worker; milliseconds, default 10,000. */
  readonly turnMs?: number;
  /** For how long a claimed endpoint is nobody else's, milliseconds; renewed after each third of it. */
  readonly leaseMs: number;
  /** For each stretch that was stored. */
  readonly onStored: (claimed: ClaimedEndpoint, completion: Completion) => void;
}

const batch = 200;
const atOnceByDefault = 8;
// Long enough to gather what ends together; short beside what a request takes.
const gatherMs = 25;
// While requests are under way and nothing else is due: how often is looked whether something is.
const lookMs = 500;

function toSigners({ secrets }: ServeNeeds, { workspaceId, endpointId, secrets: sealed }: ClaimedEndpoint): readonly SignMessage[] {
  return sealed.map((one) => {
    const opened = secrets.open(one.sealed, { workspaceId, endpointId, id: one.id });
    if (!opened.ok) throw new Error(`A webhook's secret can't be opened: ${opened.why}.`);
    return createSigner(opened.secret);
  });
}

/** `leaving`: no new request begins. `breakingOff`: those under way end, too. */
export interface ServeSignals {
  readonly leaving: AbortSignal;
  readonly breakingOff: AbortSignal;
}

/** Delivers what is due to one endpoint, until nothing is, it has to rest, or its turn is over. */
export async function serveEndpoint(needs: ServeNeeds, claimed: ClaimedEndpoint, signals: ServeSignals): Promise<void> {
  await new Turn(needs, claimed, signals).run();
}

class Turn {
  readonly #needs: ServeNeeds;
  readonly #claimed: ClaimedEndpoint;
  readonly #signals: ServeSignals;
  readonly #signers: readonly SignMessage[];
  readonly #until: number;
  /** Aborted when the lease was lost: whoever has it sends these again. */
  readonly #lost = new AbortController();
  readonly #breakOff: AbortSignal;
  readonly #post: PostWebhook;
  readonly #sendings = new Set<Sending>();
  /** Our own database did not take something. */
  #trouble: unknown = null;
  #health: EndpointHealth;
  #underWay = 0;
  /** Under way, or ended and not yet stored: what is due, and not to be sent. */
  readonly #inHand = new Set<string>();
  #wake: () => void = () => undefined;
  #ended: EndedTry[] = [];
  #storing: Promise<void> | null = null;
  #gathering: NodeJS.Timeout | null = null;

  constructor(needs: ServeNeeds, claimed: ClaimedEndpoint, signals: ServeSignals) {
    this.#needs = needs;
    this.#claimed = claimed;
    this.#signals = signals;
    this.#breakOff = AbortSignal.any([this.#lost.signal, signals.breakingOff]);
    // Once for all requests of a turn, and not a listener for each.
    this.#breakOff.addEventListener("abort", () => this.#sendings.forEach((sending) => sending.leave()));
    this.#post = needs.sender.to(claimed.url);
    this.#signers = toSigners(needs, claimed);
    this.#until = performance.now() + (needs.turnMs ?? 10_000);
    this.#health = { failingSince: claimed.failingSince, restUntil: null, end: null };
  }

  async run(): Promise<void> {
    const { store, clock, leaseMs } = this.#needs;
    const lease = setInterval(() => void this.#storeSafely([], this.#leaseUntil()), leaseMs / 3);
    try {
      while (this.#mayGoOn()) {
        // What is stored while we read is due no longer, and may be read as due all the same.
        const inHand = new Set(this.#inHand);
        const read = await store.readDue(this.#claimed.endpointId, clock.now(), this.#toBatch() + inHand.size);
        const due = read.filter(({ id }) => !inHand.has(id));
        if (due.length > 0) await this.#sendAll(due);
        else if (inHand.size === 0) break;
        // What has ended may let something else go, and more may come to be due meanwhile.
        else if (this.#ended.length > 0 || this.#storing) await this.#flush();
        else if (this.#underWay > 0) await this.#change(lookMs);
      }
    } finally {
      clearInterval(lease);
      while (this.#underWay > 0) await this.#change();
      await this.#flush();
      await this.#storeSafely([], null);
    }
    if (this.#trouble !== null) throw this.#trouble;
  }

  #mayGoOn(): boolean {
    const rests = this.#health.restUntil !== null || this.#health.end !== null;
    return !rests && !this.#lost.signal.aborted && !this.#signals.leaving.aborted && performance.now() < this.#until;
  }

  /** Of one that fails no more is held in memory than is tried. */
  #toBatch(): number {
    return this.#health.failingSince === null ? batch : this.#atOnce();
  }

  #atOnce(): number {
    return this.#needs.atOnce ?? atOnceByDefault;
  }

  /** Begins with each as soon as fewer than 8 are under way: one that hangs holds up only what waits for it. */
  async #sendAll(due: readonly DueDelivery[]): Promise<void> {
    for (const delivery of due) {
      while (this.#underWay >= this.#atOnce()) await this.#change();
      if (!this.#mayGoOn()) return;
      this.#underWay += 1;
      this.#inHand.add(delivery.id);
      this.#sendOne(delivery)
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          this.#underWay -= 1;
          this.#wake();
        });
    }
  }

  /** Waits until a try ends, or what ended is stored. */
  #change(limitMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = limitMs === undefined ? undefined : setTimeout(resolve, limitMs);
      this.#wake = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  #fail(error: unknown): void {
    this.#trouble = error;
    this.#lost.abort();
  }

  async #sendOne(delivery: DueDelivery): Promise<void> {
    if (this.#breakOff.aborted) return;
    const triedAt = this.#needs.clock.now();
    const head = { id: toWebhookId({ eventId: delivery.eventId, uuid: delivery.id }), at: triedAt };
    const signed = toSignedHeaders(head, delivery.body, this.#signers);
    const headers = { "content-type": "application/json", "user-agent": userAgent, ...signed };
    const sending = this.#post(headers, delivery.body);
    this.#sendings.add(sending);
    const sent = await sending.sent;
    this.#sendings.delete(sending);
    // We broke it off ourselves: that says nothing of the endpoint.
    if (this.#breakOff.aborted && sent.answer.type !== "answered") return;
    crashPoint("webhook.sent");
    this.#judge(delivery, sent, triedAt);
  }

  #judge(delivery: DueDelivery, { answer, response }: Sent, triedAt: number): void {
    const moment = this.#needs.clock.moment();
    const verdict = judgeWebhookAnswer(answer);
    const step = stepDelivery(delivery.attempts + 1, verdict, moment, Math.random());
    this.#health = stepEndpoint(this.#health, verdict, moment);
    this.#ended.push({
      id: delivery.id,
      state: step.state,
      attempts: delivery.attempts + 1,
      dueAt: step.state === "RETRYING" ? step.dueAt : null,
      triedAt,
      status: answer.type === "answered" ? answer.status : null,
      failure: verdict.type === "failed" ? verdict.failure : null,
      response,
    });
    this.#gathering ??= setTimeout(() => void this.#flush(), gatherMs);
  }

  /** Waits until all that has ended is stored. */
  async #flush(): Promise<void> {
    if (this.#gathering) clearTimeout(this.#gathering);
    this.#gathering = null;
    while (this.#ended.length > 0 || this.#storing) {
      this.#storing ??= this.#storeSome().finally(() => (this.#storing = null));
      await this.#storing;
    }
  }

  async #storeSome(): Promise<void> {
    const some = this.#ended;
    this.#ended = [];
    await this.#storeSafely(some, this.#leaseUntil());
    for (const { id } of some) this.#inHand.delete(id);
    this.#wake();
  }

  #leaseUntil(): number {
    return this.#needs.clock.now() + this.#needs.leaseMs;
  }

  /** What can't be stored is sent again once the lease has run out: the receiver knows it by its id. */
  async #storeSafely(ended: readonly EndedTry[], leaseUntil: number | null): Promise<void> {
    if (this.#lost.signal.aborted) return;
    try {
      await this.#store(ended, leaseUntil);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #store(ended: readonly EndedTry[], leaseUntil: number | null): Promise<void> {
    const { store, clock, onStored } = this.#needs;
    const { failingSince, restUntil } = this.#health;
    const completion = { now: clock.now(), ended, failingSince, restUntil, end: this.#toEnd(), leaseUntil };
    const ours = await store.complete(this.#claimed, completion);
    if (ours) onStored(this.#claimed, completion);
    // The queue of an endpoint that was disabled belongs to nobody any more.
    if (!ours || completion.end) this.#lost.abort();
  }

  #toEnd(): Completion["end"] {
    const { end: because } = this.#health;
    if (because === null) return null;
    const { workspaceId, endpointId, url } = this.#claimed;
    const at = this.#needs.clock.now();
    const actor = { kind: "SYSTEM", memberId: null, name: "Relink" } as const;
    const kind = "tellWebhookDisabled" satisfies TimerKind;
    const payload = { endpointId, url, at: String(at) };
    return {
      because,
      timer: { id: newId(), kind, due_at: new Date(at).toISOString(), token: 0, tries: 0, workspace_id: workspaceId, payload },
      audit: toAuditRow({ workspaceId, actor, ip: null }, { action: "disableWebhookEndpoint", target: endpointId, at, outcome: because }),
    };
  }
}
