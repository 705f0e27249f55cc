import { unreachable, type Asker, type Locale, type MemberId } from "@relink/domain";
import type { Actor } from "../inbox/change.ts";
import type { Viewer } from "../platform/viewer.ts";
import { toAsker } from "./asker.ts";

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
  const common = { workspaceId: viewer.workspaceId, asker: toAsker(viewer), ip, locale };
  switch (viewer.kind) {
    case "member": {
      const memberId = viewer.memberId as MemberId;
      return { ...common, actor: { kind: "MEMBER", memberId, name: viewer.name }, key: `member:${memberId}`, memberId };
    }
    case "apiKey":
      return {
        ...common,
        actor: { kind: "API_KEY", memberId: null, keyId: viewer.keyId, name: viewer.name },
        key: `key:${viewer.keyId}`,
        memberId: null,
      };
    default:
      return unreachable(viewer);
  }
}
