import type { TimerHandler } from "../monitor/timer-worker.ts";
import type { Relay } from "../notify/relay.ts";
import type { Bus } from "../platform/bus.ts";

/** Tells super admins that an endpoint was disabled. The timer is stored with the disabling, so that no crash loses it. */
export function createTellDisabled({
  relay,
  bus,
}: {
  readonly relay: Pick<Relay, "tell">;
  readonly bus: Pick<Bus, "changed">;
}): TimerHandler {
  return async ({ workspaceId, payload }) => {
    const endpointId = String(payload["endpointId"]);
    const url = String(payload["url"]);
    const episode = `webhookDisabled:${endpointId}:${String(payload["at"])}`;
    await relay.tell(workspaceId, { news: { type: "webhookDisabled" }, inboxId: null, params: { url: withoutQuery(url) }, episode });
    bus.changed({ workspaceId, topic: "WEBHOOK", id: endpointId });
    return "done";
  };
}

/** What stands behind the ? may be a secret of the receiver's. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
