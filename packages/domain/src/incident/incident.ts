import type { Durations } from "../durations.ts";
import type { Provider } from "../inbox/inbox.ts";
import type { FaultyApplication } from "./application-refused.ts";

export const incidentKinds = ["PROVIDER_OUTAGE", "APPLICATION_REFUSED", "DOMAIN_POLICY"] as const;
/** One cause behind many failures: the provider's, our operator's, or one domain's administrators'. */
export type IncidentKind = (typeof incidentKinds)[number];

/** What an incident is about. At one time at most one is open for a subject. */
export type IncidentSubject =
  | { readonly kind: "PROVIDER_OUTAGE"; readonly provider: Provider; readonly host: string }
  /** One for each application and code: a lapsed secret is another fault than an application that one tenant switched off. */
  | ({ readonly kind: "APPLICATION_REFUSED"; readonly provider: Provider; readonly providerCode: string } & FaultyApplication)
  /** Of one workspace: nothing crosses it. `domain`: lower case. */
  | {
      readonly kind: "DOMAIN_POLICY";
      readonly provider: Provider;
      readonly workspaceId: string;
      readonly domain: string;
      readonly providerCode: string;
    };

/** From when on many failures are one cause. Each is a setting; shares are parts of 1. */
export interface IncidentThresholds {
  /** So many inboxes of one host must be in trouble. */
  readonly outageInboxes: number;
  /** And such a share of those that were checked there. */
  readonly outageShare: number;
  /** Below this share, for one interval, it is over. */
  readonly outageOverShare: number;
  /** So many inboxes of one domain, refused with one policy code, are one incident. */
  readonly policyInboxes: number;
}

export const incidentThresholds: IncidentThresholds = { outageInboxes: 20, outageShare: 0.3, outageOverShare: 0.05, policyInboxes: 5 };

/**
 * What becomes of an incident: it opens, stays as it is (open), closes; or there is none. Times are milliseconds.
 * `forming`: none yet, but enough to wait with a disconnection (`holdsDisconnection`).
 */
export type IncidentDecision = "none" | "forming" | "open" | "keep" | "close";

/** An incident that is open, as far as the rules look at it. Milliseconds since 1970. */
export interface OpenIncident {
  readonly since: number;
  /** When it last looked like one that would open. */
  readonly lastBadAt: number;
}

/** Two check intervals: what is looked at together. */
export function incidentWindow(durations: Durations): number {
  return 2 * durations.checkInterval;
}

/** Two words for one subject are equal exactly where the subjects are. */
export function incidentKey(subject: IncidentSubject): string {
  switch (subject.kind) {
    case "PROVIDER_OUTAGE":
      return `host ${subject.host}`;
    case "APPLICATION_REFUSED":
      return `application ${subject.provider} ${subject.clientId ?? "-"} ${subject.workspaceId ?? "-"} ${subject.providerCode}`;
    case "DOMAIN_POLICY":
      return `domain ${subject.workspaceId} ${subject.domain} ${subject.providerCode}`;
  }
}
