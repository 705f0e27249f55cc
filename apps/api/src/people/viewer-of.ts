import { apiError } from "../platform/api-error.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { Context } from "../context.ts";
import { toCaller, type Caller } from "./caller.ts";

/** Who is signed in; throws UNAUTHENTICATED where nobody is. */
export function viewerOf(context: Pick<Context, "viewer">): Viewer {
  if (context.viewer === null) throw apiError("UNAUTHENTICATED", "Sign in first.");
  return context.viewer;
}

/** The same, as use-cases know them. */
export function callerOf(context: Pick<Context, "viewer" | "ip" | "locale">): Caller {
  return toCaller(viewerOf(context), context.ip, context.locale);
}
