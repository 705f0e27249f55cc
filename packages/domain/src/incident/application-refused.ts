import type { Moment } from "../inbox/step.ts";
import { incidentWindow, type IncidentDecision } from "./incident.ts";

/** The application by which an inbox's grant came. */
export interface GrantApplication {
  /** Null: it came by none, as at IMAP servers. */
  readonly clientId: string | null;
  /** Its workspace brought it; else it is the installation's. */
  readonly brought: boolean;
}

/** Whose fault it is that we are refused, and what is told apart by it. */
export interface FaultyApplication {
  /** Null: no application's, but the installation's own key ring. */
  readonly clientId: string | null;
  /** Whose application it is; null: whoever runs the installation mends it. */
  readonly workspaceId: string | null;
}

// Not the provider's words, but ours: about the key ring, and about what the settings name.
const keyCodes: ReadonlySet<string> = new Set(["key_missing", "application_secret_unreadable"]);
const settingCodes: ReadonlySet<string> = new Set(["application_unknown", "provider_not_configured"]);

/** A workspace's own lapsed secret is that workspace's, and hides nobody else's; a missing key is the installation's, whatever it sealed. */
export function applicationAtFault(code: string, { clientId, brought }: GrantApplication, workspaceId: string): FaultyApplication {
  if (keyCodes.has(code)) return { clientId: null, workspaceId: null };
  return { clientId, workspaceId: brought && !settingCodes.has(code) ? workspaceId : null };
}

/** Inboxes of one provider whose latest check our application's refusal ended, with one code. */
export interface ApplicationSight {
  /** Whose latest check, within two intervals, was answered so. */
  readonly refused: number;
  /** Since when checks are counted without a gap. */
  readonly countingSince: number;
}

/**
 * APPLICATION_REFUSED: the provider refuses our application (its secret lapsed, it was disabled), or a key is missing
 * from our own ring. The operator's fault, which one reply shows; no inbox is disconnected.
 */
export function judgeApplication(isOpen: boolean, sight: ApplicationSight, { now, durations }: Moment): IncidentDecision {
  if (!isOpen) return sight.refused > 0 ? "open" : "none";
  // Each inbox is looked at once an interval or so: none refused in two of them means that it is over.
  const seen = now - sight.countingSince >= incidentWindow(durations);
  return sight.refused === 0 && seen ? "close" : "keep";
}
