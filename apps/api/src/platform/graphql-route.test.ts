import { beforeAll, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { createTestHttp, type TestHttp } from "../../test/test-http.ts";

const db = useTestDatabase();
let http: TestHttp;

beforeAll(async () => {
  http = await createTestHttp(db().database);
});

async function ask(payload: string, headers: Record<string, string>) {
  const { statusCode, body, headers: head } = await http.app.inject({ method: "POST", url: "/graphql", headers, payload });
  // A bug's trace id is new each time.
  const traceless = body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "trace");
  return { statusCode, body: traceless, type: head["content-type"] };
}

describe("what is answered past the protocol's library is answered as it would", () => {
  test.each([
    ["an operation", { query: "{ me transport }" }],
    [
      "one with a name and variables",
      { query: "query A($a: Boolean!) { transport @include(if: $a) } query B { me }", operationName: "A", variables: { a: true } },
    ],
    ["a variable that is missing", { query: "query A($a: Boolean!) { transport @include(if: $a) }", variables: {} }],
    ["a variable of another type", { query: "query A($a: Boolean!) { transport @include(if: $a) }", variables: { a: "yes" } }],
    ["an operation that is not there", { query: "query A { me } query B { me }", operationName: "C" }],
    ["two, and none is named", { query: "query A { me } query B { me }" }],
    ["what can't be parsed", { query: "{ me" }],
    ["what is not in the schema", { query: "{ nothing }" }],
    ["a bug and a refusal", { query: "{ bug refused transport }" }],
    ["a subscription", { query: "subscription { ticks }" }],
    ["an empty document", { query: "" }],
    ["no document", { variables: {} }],
    ["null for what may be left out", { query: "{ me }", variables: null, operationName: null }],
    ["variables that are a list", { query: "{ me }", variables: [] }],
    ["a list of operations", [{ query: "{ me }" }]],
    ["extensions", { query: "{ me }", extensions: { persistedQuery: { version: 1, sha256Hash: "0" } } }],
  ])("%s", async (_what, body) => {
    const payload = JSON.stringify(body);
    const plain = await ask(payload, { "content-type": "application/json" });
    const byLibrary = await ask(payload, { "content-type": "application/json; charset=utf-8" });
    expect(plain).toEqual(byLibrary);
  });
});

test("a page of another site can't send what is no JSON by its type", async () => {
  const payload = JSON.stringify({ query: "{ me }" });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    expect((await ask(payload, { "content-type": type })).statusCode, type).toBeGreaterThanOrEqual(400);
});

test("who asks for the newer content type is given it", async () => {
  const accept = "application/graphql-response+json";
  expect(await ask(JSON.stringify({ query: "{ transport }" }), { "content-type": "application/json", accept })).toMatchObject({
    statusCode: 200,
    type: expect.stringContaining(accept),
  });
});
