import { mayFollow, type Asker } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";

/** Throws FORBIDDEN for an API key that may not follow what happens. */
export function assertMayFollow(asker: Asker): void {
  if (!mayFollow(asker)) throw apiError("FORBIDDEN", "This API key lacks the scope events:subscribe.");
}
