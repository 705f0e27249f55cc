import { liveConnection } from "./live-connection.ts";

export type Missed = {
  /** A subscription without a cursor begins, for the first time or again. */
  begin: () => void;
  stop: () => void;
};

/**
 * Catches up on what came while a subscription without a cursor was away: at once where it begins again on a live
 * connection, else when the connection is back, since what is asked before that can only fail.
 */
export function createMissed(catchUp: () => void): Missed {
  let begun = false;
  let waits = false;
  function takeIfLive(): void {
    if (!waits || liveConnection.get() === "lost") return;
    waits = false;
    catchUp();
  }
  const stop = liveConnection.listen(takeIfLive);
  return {
    begin() {
      waits = begun;
      begun = true;
      takeIfLive();
    },
    stop,
  };
}
