import type { Caller } from "../people/caller.ts";
import { apiError } from "../platform/api-error.ts";
import type { Bus } from "../platform/bus.ts";
import { createGuardedStream } from "../platform/guarded-stream.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import type { Viewer } from "../platform/viewer.ts";
import { presentAttempt, type ConnectionAttemptType } from "./attempt.type.ts";
import { findAttempt } from "./cancel-attempt.ts";
import type { ConnectNeeds } from "./connect-needs.ts";

/** Live sign-in attempts. */
export interface AttemptFeed {
  /** As it stands now, then at each change until it has ended. Throws NOT_FOUND. */
  follow(viewer: Viewer, caller: Caller, attemptId: string | null): AsyncIterableIterator<ConnectionAttemptType>;
}

// Hints may be lost, so it looks by itself as well.
const pollMs = 2_000;

export function createAttemptFeed(
  needs: Pick<ConnectNeeds, "attempts" | "inboxes"> & { readonly bus: Bus; readonly watch: ViewerWatch },
): AttemptFeed {
  return {
    follow: (viewer, caller, attemptId) =>
      createGuardedStream(needs.watch, viewer, async function* attempts(signal) {
        let shown: string | null = null;
        while (!signal.aborted) {
          const hint = nextHint(needs.bus, attemptId, signal);
          const row = await findAttempt(needs, caller, attemptId);
          if (!row) throw apiError("NOT_FOUND", "There is no such sign-in attempt in this workspace.");
          if (row.state !== shown) yield presentAttempt(row);
          shown = row.state;
          if (row.state !== "PENDING") return;
          await hint;
        }
      }),
  };
}

/** Resolves when the attempt may have changed, at the latest after the poll. */
function nextHint(bus: Bus, attemptId: string | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      end();
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, pollMs);
    const end = bus.onChanged((change) => {
      if (change.topic === "ATTEMPT" && change.id === attemptId) over();
    });
    signal.addEventListener("abort", over, { once: true });
  });
}
