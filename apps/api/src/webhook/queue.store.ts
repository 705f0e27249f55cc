import type { DeliveryState, EndpointEnd, WebhookFailure, WebhookSigning } from "@relink/domain";
import { toPlainArray } from "../platform/plain-array.ts";
import type { Queryable } from "../platform/transaction.ts";

/** An endpoint that this worker alone delivers to, until its lease ends. Times are milliseconds since 1970. */
export interface ClaimedEndpoint {
  readonly workspaceId: string;
  readonly endpointId: string;
  /** Grows with every claim; who holds an older one has lost the lease. */
  readonly token: number;
  readonly failingSince: number | null;
  readonly url: string;
  readonly signing: WebhookSigning;
  /** The newest first. */
  readonly secrets: readonly { readonly id: string; readonly sealed: unknown }[];
}

export interface DueDelivery {
  readonly id: string;
  readonly eventId: string | null;
  readonly body: string;
  /** How often it was tried. */
  readonly attempts: number;
}

/** How one try ended. */
export interface EndedTry {
  readonly id: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly triedAt: number;
  readonly status: number | null;
  readonly failure: WebhookFailure | null;
  readonly response: string | null;
}

export interface Completion {
  readonly now: number;
  readonly ended: readonly EndedTry[];
  readonly restUntil: number | null;
  readonly failingSince: number | null;
  /** Set where the endpoint is disabled by this, with the timer that tells it and the entry of the audit log. */
  readonly end: { readonly because: EndpointEnd; readonly timer: object; readonly audit: object } | null;
  /** The endpoint stays this worker's until then; null: it is through. */
  readonly leaseUntil: number | null;
}

export interface QueueStore {
  /** Endpoints that have something to do, the longest due first. */
  claim(now: number, leaseUntil: number, limit: number): Promise<readonly ClaimedEndpoint[]>;
  /** What of them is due, the longest due first. */
  readDue(endpointId: string, now: number, limit: number): Promise<readonly DueDelivery[]>;
  /** False: the lease was lost, and nothing is stored. */
  complete(claimed: ClaimedEndpoint, completion: Completion): Promise<boolean>;
}

const claim = `select workspace_id as "workspaceId", endpoint_id as "endpointId", token::float8 as token, (extract(epoch from failing_since) * 1000)::float8 as "failingSince",
  url, signing, secrets from claim_webhooks($1, $2, $3)`;
const readDue = `select id, event_id as "eventId", body, attempts from webhook_delivery where endpoint_id = $1 and due_at <= $2 order by due_at, event_number limit $3`;
const complete = `select complete_webhooks($1, $2, $3, $4, $5, $6, $7::uuid[], $8::text[], $9::integer[], $10::double precision[], $11::double precision[],
  $12::integer[], $13::text[], $14::text[], $15::jsonb, $16) as ours`;

function toDate(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

export function createQueueStore(database: Queryable): QueueStore {
  return {
    claim: (now, leaseUntil, limit) =>
      database.query<ClaimedEndpoint>(claim, [new Date(now), new Date(leaseUntil), limit], "webhook_claim"),
    readDue: (endpointId, now, limit) => database.query<DueDelivery>(readDue, [endpointId, new Date(now), limit], "webhook_due"),
    async complete({ workspaceId, endpointId, token }, { now, ended, restUntil, failingSince, end, leaseUntil }) {
      const of = (pick: (one: EndedTry) => string | number | null): string => toPlainArray(ended.map(pick));
      const values = [
        ...[workspaceId, endpointId, token, new Date(now), toDate(restUntil), toDate(failingSince)],
        ...[
          of(({ id }) => id),
          of(({ state }) => state),
          of(({ attempts }) => attempts),
          of(({ dueAt }) => dueAt),
          of(({ triedAt }) => triedAt),
        ],
        ...[of(({ status }) => status), of(({ failure }) => failure), ended.map(({ response }) => response)],
        ...[end && JSON.stringify({ disabled_because: end.because, timer: end.timer, audit: end.audit }), toDate(leaseUntil)],
      ];
      const [row] = await database.query<{ ours: boolean }>(complete, values, "webhook_complete");
      return row?.ours ?? false;
    },
  };
}
