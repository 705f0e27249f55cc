import { newId } from "../platform/new-id.ts";
import type { Caller } from "./caller.ts";

/** What was done, to what; `at` in milliseconds since 1970. */
export interface Audited {
  readonly action: string;
  /** UUID. */
  readonly target: string | null;
  readonly at: number;
  /** Default DONE. */
  readonly outcome?: string;
}

/** A row of table `audit_entry`. */
export function toAuditRow(
  { workspaceId, actor, ip }: Pick<Caller, "workspaceId" | "actor" | "ip">,
  { action, target, at, outcome = "DONE" }: Audited,
): object {
  return {
    workspace_id: workspaceId,
    id: newId(),
    at: new Date(at).toISOString(),
    actor_kind: actor.kind,
    actor_id: actor.keyId ?? actor.memberId,
    actor_name: actor.name,
    action,
    target_id: target,
    ip,
    outcome,
  };
}
