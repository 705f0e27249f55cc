import { unreachable, type Asker, type MemberId } from "@relink/domain";
import type { Viewer } from "../platform/viewer.ts";

/** Who asks, as rules know them. */
export function toAsker(viewer: Viewer): Asker {
  switch (viewer.kind) {
    case "member":
      return { kind: "member", memberId: viewer.memberId as MemberId, role: viewer.role };
    case "apiKey":
      return { kind: "apiKey", scopes: viewer.scopes };
    default:
      return unreachable(viewer);
  }
}
