import { beforeAll, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, makePerson, type TestHttp, testKeyRing, testOrigin } from "../../test/test-http.ts";
import type { Database } from "./database.ts";
import { createViewerReader, workspaceHeader } from "./viewer.ts";

const db = useTestDatabase();
let http: TestHttp;

beforeAll(async () => {
  const { database } = db();
  http = await createTestHttp(database);
  await makePerson(database, "ola@demo.test", "ADMIN", "demo", new Date("2026-01-01"));
  await makePerson(database, "ola@demo.test", "MEMBER", "other", new Date("2026-02-01"));
  await makePerson(database, "stranger@demo.test", "SUPER_ADMIN", "third");
});

/** A reader of its own, so with nothing remembered, that counts its statements. */
function reader(now = () => new Date()) {
  const counted = { statements: 0 };
  const database: Pick<Database, "query"> = {
    query: (text, values, name) => {
      counted.statements += 1;
      return db().database.query(text, values, name);
    },
  };
  return { counted, viewers: createViewerReader({ database, keyRing: testKeyRing(), publicUrl: testOrigin, now }) };
}

async function workspaceId(slug: string): Promise<string> {
  const [row] = await db().database.query<{ id: string }>("select id from workspace where slug = $1", [slug]);
  return row?.id ?? "";
}

describe("who asks", () => {
  test("a session stands for its person in the workspace that they joined first", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const viewer = await reader().viewers.read({ cookie });
    expect(viewer).toMatchObject({ kind: "member", role: "ADMIN", email: "ola@demo.test", name: "ola", locale: "en" });
    expect(viewer?.workspaceId).toBe(await workspaceId("demo"));
  });

  test("a header chooses another of their workspaces, and none that is not theirs", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const { viewers } = reader();
    const asIn = async (slug: string) => viewers.read({ cookie, [workspaceHeader]: await workspaceId(slug) });
    expect(await asIn("other")).toMatchObject({ role: "MEMBER", workspaceId: await workspaceId("other") });
    expect(await asIn("third")).toBeNull();
    expect(await viewers.read({ cookie, [workspaceHeader]: "' or true --" })).toBeNull();
  });

  test("nobody: without a cookie, with a forged one, past the session's end", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const { viewers, counted } = reader();
    expect(await viewers.read({})).toBeNull();
    expect(await viewers.read({ cookie: cookie.replace(/\.[^.]+$/, ".AAAA") })).toBeNull();
    expect(await viewers.read({ cookie: cookie.replace("session_token=", "session_token=x") })).toBeNull();
    expect(await viewers.read({ cookie: "relink.session_token=%E0%A4%A" })).toBeNull();
    expect(counted.statements).toBe(0);
    const later = reader(() => new Date(Date.now() + 31 * 24 * 3600 * 1000));
    expect(await later.viewers.read({ cookie })).toBeNull();
  });

  test("nobody once they have left the workspace", async () => {
    const { memberId } = await makePerson(db().database, "gone@demo.test");
    const cookie = await http.signIn("gone@demo.test");
    expect(await reader().viewers.read({ cookie })).not.toBeNull();
    await db().database.query("update member set left_at = $2 where id = $1", [memberId, new Date()]);
    expect(await reader().viewers.read({ cookie })).toBeNull();
  });

  test("one statement serves many requests at once, and a sign-out is seen at once", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const { viewers, counted } = reader();
    const all = await Promise.all(Array.from({ length: 50 }, () => viewers.read({ cookie })));
    expect(all.every((viewer) => viewer?.email === "ola@demo.test")).toBe(true);
    expect(counted.statements).toBe(1);
    await db().database.query("delete from session where token = $1", [decodeURIComponent(cookie.split("=")[1] ?? "").split(".")[0]]);
    viewers.forget({ cookie });
    expect(await viewers.read({ cookie })).toBeNull();
  });
});
