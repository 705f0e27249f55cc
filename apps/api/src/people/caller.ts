import type { Asker, Locale, MemberId } from "@relink/domain";
import type { Actor } from "../inbox/change.ts";
import type { Viewer } from "../platform/viewer.ts";

/** Who calls a use-case: what rules ask about, what events say of it, and whose idempotency keys they are. */
export interface Caller {
  readonly workspaceId: string;
  readonly asker: Asker;
  readonly actor: Actor;
  /** Of this member or key; idempotency keys belong to it. */
  readonly key: string;
  readonly memberId: MemberId | null;
  readonly ip: string | null;
  readonly locale: Locale;
}

export function toCaller(viewer: Viewer, ip: string | null, locale: Locale): Caller {
  const memberId = viewer.memberId as MemberId;
  return {
    workspaceId: viewer.workspaceId,
    asker: { kind: "member", memberId, role: viewer.role },
    actor: { kind: "MEMBER", memberId, name: viewer.name },
    key: `member:${viewer.memberId}`,
    memberId,
    ip,
    locale,
  };
}
