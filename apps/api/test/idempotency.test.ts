import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, begin, imapLogin, verbs } from "./inbox-steps.ts";

const world = useApiWorld();

test("an idempotency key: the first success again, for the same input alone, also for twins that run at once", async () => {
  const [ola, bruno] = [await world().asMember("ola"), await world().asMember("bruno")];
  const imap = (key: string, more: Record<string, unknown> = {}) => ({
    input: { ...imapLogin(world(), "new@imap.demo.test", more), idempotencyKey: key },
  });
  const twins = await Promise.all([1, 2, 3].map(() => ola.ask<{ done: { inbox: { id: string } } }>(verbs.connectImap, imap("key-1"))));
  const ids = new Set(twins.flatMap(({ data }) => data?.done?.inbox.id ?? []));
  expect(ids.size).toBe(1);
  expect(twins.flatMap(({ refusal }) => refusal?.code ?? []).filter((code) => code !== "CONFLICT")).toEqual([]);
  const [id = ""] = ids;
  expect((await ola.get<{ done: { inbox: { id: string } } }>(verbs.connectImap, imap("key-1"))).done.inbox.id).toBe(id);
  expect(await ola.refused(verbs.connectImap, imap("key-1", { username: "other" }))).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  expect(await bruno.refused(verbs.connectImap, imap("key-1"))).toMatchObject({ code: "ADDRESS_IN_USE" });
  const off = await Promise.all([1, 2, 3].map(() => act(ola, "turnOff", id, { idempotencyKey: "off-1" })));
  expect(off.map(({ inbox }) => inbox.version)).toEqual([3, 3, 3]);
  expect(await ola.refused(verbs.turnOff, { input: { inboxId: id, idempotencyKey: "off-1", expectedVersion: 3 } })).toMatchObject({
    code: "IDEMPOTENCY_KEY_REUSED",
  });
  const on = await act(ola, "turnOn", id);
  expect((await act(ola, "turnOff", id, { idempotencyKey: "off-1" })).inbox, "the same key changes nothing, though it could now").toEqual(
    on.inbox,
  );
  const begun = await Promise.all([1, 2].map(() => begin(ola, "new@google.demo.test", { idempotencyKey: "begin" })));
  expect(begun[0]?.authorizationUrl).toBe(begun[1]?.authorizationUrl);
  for (const key of ["", "two words", "k".repeat(256), "tab\t", "nul\u0000", "zażółć"]) {
    expect(await ola.refused(verbs.turnOn, { input: { inboxId: id, idempotencyKey: key } })).toMatchObject({
      code: "BAD_USER_INPUT",
      extensions: { field: "idempotencyKey" },
    });
  }
});
