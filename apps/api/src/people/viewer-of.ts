import { mayRead } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";
import type { MemberViewer, Viewer } from "../platform/viewer.ts";
import type { Context } from "../context.ts";
import { toCaller, type Caller } from "./caller.ts";

/** Who asks; throws UNAUTHENTICATED where nobody does. */
export function viewerOf(context: Pick<Context, "viewer">): Viewer {
  if (context.viewer === null) throw apiError("UNAUTHENTICATED", "Sign in first.");
  return context.viewer;
}

/** The person who is signed in; throws FORBIDDEN for an API key: some things are a person's own. */
export function memberOf(context: Pick<Context, "viewer">): MemberViewer {
  const viewer = viewerOf(context);
  if (viewer.kind !== "member") throw apiError("FORBIDDEN", "This is for people who are signed in, and not for API keys.");
  return viewer;
}

/** Who asks, as use-cases know them. */
export function callerOf(context: Pick<Context, "viewer" | "ip" | "locale">): Caller {
  return toCaller(viewerOf(context), context.ip, context.locale);
}

/** The same for what shows the workspace's things; throws FORBIDDEN for an API key without inboxes:read. */
export function readerOf(context: Pick<Context, "viewer" | "ip" | "locale">): Caller {
  const caller = callerOf(context);
  if (!mayRead(caller.asker)) throw apiError("FORBIDDEN", "This API key lacks the scope inboxes:read.");
  return caller;
}
