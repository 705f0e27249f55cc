import { afterAll, expect, test } from "vitest";
import { findFreePort } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connect } from "./inbox-steps.ts";
import { makeLink, tokenOf } from "./link-steps.ts";
import { until } from "./log-world.ts";
import { startMailServer, type TestMailServer } from "./mail-server.ts";

const port = await findFreePort();
const world = useApiWorld({
  variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Relink <relink@example.test>", LOG_LEVEL: "silent" },
});
let server: TestMailServer | null = null;
afterAll(() => server?.close());

interface Row {
  readonly tries: number;
  readonly row: string;
}

const waiting = (): Promise<Row[]> =>
  world().database.query<Row>("select tries, to_json(t)::text as row from timer t where kind = 'sendMail' order by id");

test("mail waits while its server is down, then goes out once; what was withdrawn meanwhile does not; a refused one ends", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  const withdrawn = await makeLink(ola, id, { sendTo: "first@elsewhere.test" });
  const wanted = await makeLink(ola, id, { sendTo: "second@elsewhere.test" });
  const other = await connect(ola, "second@google.demo.test");
  await makeLink(ola, other.id, { sendTo: "nobody@elsewhere.test" });
  // The withdrawn one's timer ends by itself; the others are tried, and kept.
  await until(async () => (await waiting()).length === 2 && (await waiting()).every(({ tries }) => tries > 0), "both were tried");
  for (const { row } of await waiting()) {
    expect(row).not.toContain(tokenOf(wanted.url));
    expect(row).not.toContain(tokenOf(withdrawn.url));
    expect(row).not.toContain("elsewhere.test");
  }
  server = await startMailServer(port, { refuse: (to) => to === "nobody@elsewhere.test" });
  await until(async () => (await waiting()).length === 0, "nothing waits any more");
  expect(server.taken.map(({ to }) => to)).toEqual(["second@elsewhere.test"]);
  expect(server.taken[0]?.raw).toMatch(/^From: Relink <relink@example\.test>\r?$/m);
  expect(server.taken[0]?.raw).toMatch(/^Message-ID: <link-[0-9a-f-]{36}@example\.test>\r?$/im);
  expect(server.taken[0]?.raw.replace(/=\r?\n/g, "")).toContain(wanted.url);
});
