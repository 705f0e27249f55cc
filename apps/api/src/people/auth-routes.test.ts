import { beforeAll, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, makePerson, type TestHttp, testOrigin, testPassword } from "../../test/test-http.ts";

const db = useTestDatabase();
let http: TestHttp;

beforeAll(async () => {
  http = await createTestHttp(db().database);
  await makePerson(db().database, "ola@demo.test");
});

function post(path: string, payload: object, headers: Record<string, string> = { origin: testOrigin }) {
  return http.app.inject({ method: "POST", url: `/api/auth/${path}`, headers, payload });
}

async function me(cookie: string): Promise<unknown> {
  const payload = { query: "{ me }" };
  const answer = await http.app.inject({ method: "POST", url: "/graphql", headers: { cookie }, payload });
  return answer.json().data.me;
}

describe("sign-in", () => {
  test("the right password opens a session in a cookie that scripts can't read", async () => {
    const answer = await post("sign-in/email", { email: "Ola@Demo.test", password: testPassword });
    expect(answer.statusCode).toBe(200);
    expect(String(answer.headers["set-cookie"])).toMatch(/^relink\.session_token=.*; Path=\/; HttpOnly; SameSite=Lax/);
    expect(await me(await http.signIn("ola@demo.test"))).toBe("ola@demo.test");
  });

  test("a wrong password and an unknown person get the same answer", async () => {
    const wrong = await post("sign-in/email", { email: "ola@demo.test", password: "wrong password" });
    const unknown = await post("sign-in/email", { email: "nobody@demo.test", password: "wrong password" });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.json()).toEqual(unknown.json());
    expect(wrong.headers["set-cookie"]).toBeUndefined();
  });

  test("a page of another site is refused", async () => {
    const cookie = await http.signIn("ola@demo.test");
    const foreign = await post("sign-out", {}, { origin: "https://evil.example.com", cookie });
    expect(foreign.statusCode).toBe(403);
    expect(await me(cookie)).toBe("ola@demo.test");
  });

  test("guessing is stopped for that person after ten wrong passwords, and a right one before then starts anew", async () => {
    await makePerson(db().database, "guessed@demo.test");
    const guess = () => post("sign-in/email", { email: "guessed@demo.test", password: "wrong password" });
    for (let n = 0; n < 9; n += 1) expect((await guess()).statusCode).toBe(401);
    await http.signIn("guessed@demo.test");
    for (let n = 0; n < 10; n += 1) expect((await guess()).statusCode).toBe(401);
    const stopped = await guess();
    expect(stopped.statusCode).toBe(429);
    expect(stopped.json()).toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: expect.any(Number) });
    await expect(http.signIn("guessed@demo.test")).rejects.toThrow(/RATE_LIMITED/);
    expect(await me(await http.signIn("ola@demo.test"))).toBe("ola@demo.test");
  });
});

test("sign-out ends the session at once", async () => {
  const cookie = await http.signIn("ola@demo.test");
  expect(await me(cookie)).toBe("ola@demo.test");
  const session = await http.app.inject({ url: "/api/auth/get-session", headers: { cookie } });
  expect(session.json()).toMatchObject({ user: { email: "ola@demo.test" } });
  expect((await post("sign-out", {}, { origin: testOrigin, cookie })).statusCode).toBe(200);
  expect(await me(cookie)).toBeNull();
});

test("a forgotten password is chosen anew by a link that works once and ends the old sessions", async () => {
  await makePerson(db().database, "forgot@demo.test");
  const before = await http.signIn("forgot@demo.test");
  expect((await post("request-password-reset", { email: "forgot@demo.test" })).statusCode).toBe(200);
  expect((await post("request-password-reset", { email: "nobody@demo.test" })).statusCode).toBe(200);
  expect(http.resets).toHaveLength(1);
  const token = http.resets[0]?.url.split("#")[1];
  expect(http.resets[0]).toMatchObject({ email: "forgot@demo.test", url: `${testOrigin}/reset-password#${token}` });
  const newPassword = "another long password";
  expect((await post("reset-password", { token, newPassword: "short" })).statusCode).toBe(400);
  expect((await post("reset-password", { token, newPassword })).statusCode).toBe(200);
  expect((await post("reset-password", { token, newPassword })).statusCode).toBe(400);
  await expect(http.signIn("forgot@demo.test")).rejects.toThrow(/INVALID/);
  expect(await me(await http.signIn("forgot@demo.test", newPassword))).toBe("forgot@demo.test");
  http.viewers.forget({ cookie: before });
  expect(await me(before)).toBeNull();
});

test.each([
  ["POST", "sign-up/email"],
  ["POST", "organization/create"],
  ["POST", "organization/update-member-role"],
  ["GET", "organization/list"],
  ["POST", "change-password"],
  ["POST", "delete-user"],
  ["GET", "list-sessions"],
  ["GET", "ok"],
] as const)("%s /api/auth/%s of the library is not there", async (method, path) => {
  const cookie = await http.signIn("ola@demo.test");
  const headers = { origin: testOrigin, cookie };
  const answer = await http.app.inject({ method, url: `/api/auth/${path}`, headers, ...(method === "POST" ? { payload: {} } : {}) });
  expect(answer.statusCode).toBe(404);
});
