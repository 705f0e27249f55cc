import { describe, expect, test } from "vitest";
import { createKeyClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, getInbox, imapLogin, removeFully, untilInbox, verbs } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { migrate, migrationVerbs, untilMigration } from "./migration-steps.ts";

const world = useApiWorld({ timeScale: 20 });

describe("a migration that an admin runs", () => {
  test("is theirs alone: not a member's, not another workspace's, nor a key's without the scope", async () => {
    const names = ["sofia", "adam", "ola", "olga"] as const;
    const [sofia, adam, ola, olga] = await Promise.all(names.map((name) => world().asMember(name)));
    const spare = await connectImap(world(), ola!, "spare@imap.demo.test");
    const key = async (scopes: readonly string[]) => {
      const mutation = `mutation ($scopes: [String!]!) { createApiKey(name: "k", scopes: $scopes) { key } }`;
      const { createApiKey } = await sofia!.get<{ createApiKey: { key: string } }>(mutation, { scopes });
      return createKeyClient(world().url, createApiKey.key);
    };
    const started = await migrate(adam!, "start", { domain: "IMAP.demo.test.", toProvider: "GOOGLE", idempotencyKey: "once" });
    expect(started).toMatchObject({ domain: "imap.demo.test", fromProvider: "IMAP", state: "CONFIRMED", total: 1 });
    expect(await migrate(adam!, "start", { domain: "IMAP.demo.test.", toProvider: "GOOGLE", idempotencyKey: "once" })).toMatchObject({
      id: started.id,
    });
    const { id } = started;
    const [reader, runner] = [await key(["inboxes:read", "inboxes:write"]), await key(["migrations:write"])];
    for (const stranger of [ola!, reader]) {
      for (const query of ["{ migrations { nodes { id } } }", `{ migration(id: "${id}") { id } }`]) {
        expect(await stranger.refused(query)).toMatchObject({ code: "FORBIDDEN" });
      }
      for (const [verb, variables] of [
        ["start", { domain: "imap.demo.test", toProvider: "GOOGLE" }],
        ["invite", { id }],
        ["skip", { id, inboxId: id }],
        ["dismiss", { id }],
      ] as const) {
        expect([verb, (await stranger.refused(migrationVerbs[verb], variables)).code]).toEqual([verb, "FORBIDDEN"]);
      }
      expect(await stranger.get(`{ node(id: "${id}") { id } }`)).toEqual({ node: null });
      const live = stranger.follow("subscription ($id: ID) { migrationChanged(id: $id) { id } }", { id });
      await live.has(1);
      expect(live.failure?.code).toBe("FORBIDDEN");
    }
    expect(await olga!.get(`{ migration(id: "${id}") { id } migrations { nodes { id } } node(id: "${id}") { id } }`)).toEqual({
      migration: null,
      migrations: { nodes: [] },
      node: null,
    });
    for (const verb of ["invite", "dismiss"] as const) expect((await olga!.refused(migrationVerbs[verb], { id })).code).toBe("NOT_FOUND");
    const shown = await runner.get<{ migration: { items: { nodes: { address: string; inbox: unknown }[] } } }>(
      `{ migration(id: "${id}") { items { nodes { address inbox { id } } } } }`,
    );
    expect(shown.migration.items.nodes).toEqual([{ address: "spare@imap.demo.test", inbox: null }]);
    expect(await sofia!.refused(migrationVerbs.start, { domain: "imap.demo.test", toProvider: "MICROSOFT" })).toMatchObject({
      code: "CONFLICT",
    });
    for (const bad of ["nothing here", "", "elsewhere.test", "a".repeat(300)]) {
      expect([bad, (await sofia!.refused(migrationVerbs.start, { domain: bad, toProvider: "GOOGLE" })).code]).toEqual([
        bad,
        "BAD_USER_INPUT",
      ]);
    }
    expect(await runner.get(migrationVerbs.dismiss, { id })).toMatchObject({ done: { state: "DISMISSED", waiting: 0, skipped: 1 } });
    const audit = await world().database.query<{ action: string }>("select action from audit_entry where target_id = $1 order by at, id", [
      id.replace("migration_", ""),
    ]);
    expect(audit.map(({ action }) => action)).toEqual(["startMigration", "dismissMigration"]);
    await removeFully(ola!, spare.id);
  });

  test("dismissed, or left out: what was disconnected is connected again where its check passes, and its link is withdrawn", async () => {
    const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
    const [one, two, lost] = [
      await connectImap(world(), ola, "ola@imap.demo.test"),
      await connectImap(world(), ola, "new@imap.demo.test"),
      await connectImap(world(), ola, "billing@imap.demo.test"),
    ];
    const started = await migrate(sofia, "start", { domain: "imap.demo.test", toProvider: "GOOGLE" });
    for (const { id } of [one, two, lost]) {
      await untilInbox(ola, id, ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED", "it is disconnected");
    }
    expect((await ola.refused(verbs.check, { input: { inboxId: one.id } })).code).toBe("TRANSITION_NOT_ALLOWED");
    await migrate(sofia, "invite", { id: started.id });
    const live = sofia.follow<{ migrationChanged: { state: string; skipped: number } }>(
      "subscription ($id: ID) { migrationChanged(id: $id) { state skipped } }",
      { id: started.id },
    );
    await live.has(1);
    await migrate(sofia, "skip", { id: started.id, inboxId: one.id });
    await migrate(sofia, "skip", { id: started.id, inboxId: one.id });
    await untilInbox(ola, one.id, ({ state }) => state === "CONNECTED", "it is connected again");
    await world().sandbox.trouble("accounts/billing@imap.demo.test", { password: "another" });
    await migrate(sofia, "dismiss", { id: started.id });
    await untilInbox(ola, two.id, ({ state }) => state === "CONNECTED", "it is connected again");
    await until(async () => {
      const rows = await world().database.query("select 1 from timer where kind = 'recheckMoved'");
      return rows.length === 0;
    }, "all were looked at");
    expect(await getInbox(ola, lost.id)).toMatchObject({ state: "DISCONNECTED", disconnection: { reason: "PROVIDER_MIGRATED" } });
    await until(() => live.seen.at(-1)?.migrationChanged.state === "DISMISSED", "who follows it sees that");
    expect(
      await world().database.query("select 1 from link where used_at is null and withdrawn_at is null and kind = 'RECONNECT'"),
    ).toEqual([]);
    await world().sandbox.trouble("accounts/billing@imap.demo.test", { password: "relink-demo" });
    expect(await migrate(sofia, "dismiss", { id: started.id })).toMatchObject({ state: "DISMISSED" });
    await live.stop();
    for (const { id } of [one, two, lost]) await removeFully(ola, id);
  });

  test("concerns what was off once it is turned on, and not before; removing the last one completes it", async () => {
    const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
    const [off, on] = [await connectImap(world(), ola, "ola@imap.demo.test"), await connectImap(world(), ola, "new@imap.demo.test")];
    await act(ola, "turnOff", off.id);
    const started = await migrate(sofia, "start", { domain: "imap.demo.test", toProvider: "MICROSOFT" });
    await untilInbox(ola, on.id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
    expect(await getInbox(ola, off.id)).toMatchObject({ state: "OFF" });
    await act(ola, "remove", on.id);
    await untilMigration(sofia, "imap.demo.test", ({ state, id }) => id === started.id && state === "COMPLETED", "nobody waits");
    expect((await act(ola, "turnOn", off.id)).inbox).toMatchObject({
      state: "DISCONNECTED",
      disconnection: { reason: "PROVIDER_MIGRATED" },
    });
    await untilMigration(sofia, "imap.demo.test", ({ state, waiting }) => state === "RUNNING" && waiting === 1, "it waits for that one");
    await act(ola, "remove", off.id);
    await untilMigration(sofia, "imap.demo.test", ({ state }) => state === "COMPLETED", "nobody waits");
  });

  test("between two IMAP hosts is followed by the host alone", async () => {
    const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
    const [one, two] = [await connectImap(world(), ola, "ola@imap.demo.test"), await connectImap(world(), ola, "new@imap.demo.test")];
    const started = await migrate(sofia, "start", { domain: "imap.demo.test", fromProvider: "IMAP", toProvider: "IMAP" });
    expect(started).toMatchObject({ fromProvider: "IMAP", toProvider: "IMAP", total: 2 });
    for (const { id } of [one, two]) await untilInbox(ola, id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
    const { password, imap } = imapLogin(world(), one.address);
    await ola.get(verbs.reconnectImap, { input: { inboxId: one.id, password, imap } });
    await untilMigration(sofia, "imap.demo.test", ({ skipped }) => skipped === 1, "it came back where it was");
    const elsewhere = { ...(imap as object), host: "imap.microsoft.demo.test" };
    await ola.get(verbs.reconnectImap, { input: { inboxId: two.id, password, imap: elsewhere } });
    const completed = await untilMigration(sofia, "imap.demo.test", ({ state }) => state === "COMPLETED", "nobody waits");
    expect(completed).toMatchObject({ id: started.id, skipped: 1, reconnected: 1 });
    for (const { id } of [one, two]) {
      await untilInbox(ola, id, ({ state }) => state === "CONNECTED", "it is connected");
      await removeFully(ola, id);
    }
  });
});
