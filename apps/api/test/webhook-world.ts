import { afterAll } from "vitest";
import { type ApiWorld, useApiWorld } from "./api-world.ts";
import { append, type LogInbox, until } from "./log-world.ts";
import { startReceiver, type Receiver } from "./webhook-receiver.ts";
import { makeInboxes } from "./webhook-steps.ts";

export const disconnected = { type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED" } } as const;

/** The API with a receiver that it may reach; the first retry comes after 200 ms. */
export async function useWebhookWorld() {
  const receiver: Receiver = await startReceiver();
  afterAll(() => receiver.close());
  const world = useApiWorld({
    variables: {
      RELINK_ALLOWED_PRIVATE_HOSTS: "*.demo.test,127.0.0.1",
      RELINK_EXTRA_CA: receiver.caFile,
      RELINK_WAITS: "webhookRetry1=200ms,webhookRest=50ms",
    },
  });
  const workspaceId = (): string => world().ids.sofia.workspaceId;
  return {
    receiver,
    world: (): ApiWorld => world(),
    workspaceId,
    sofia: () => world().asMember("sofia"),
    happen: (inbox: LogInbox, ...entries: Parameters<typeof append>[3][number][]) =>
      append(world().database, workspaceId(), inbox, entries),
    came: (name: string, count: number) => until(() => receiver.of(name).length >= count, `${count} came to ${name}`),
    async newInbox(): Promise<LogInbox> {
      const [inbox] = await makeInboxes(world(), workspaceId(), 1);
      if (!inbox) throw new Error("One was asked for.");
      return inbox;
    },
  };
}
