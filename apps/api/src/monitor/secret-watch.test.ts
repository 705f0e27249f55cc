import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import type { Mail } from "../notify/mailer.ts";
import { createSecretWatch } from "./secret-watch.ts";

const testDatabase = useTestDatabase();
const day = 86_400_000;
const lapses = Date.parse("2026-12-01T00:00:00Z");

beforeEach(async () => {
  await testDatabase().database.query("delete from operator_notice");
});

function watchAt(before: number, sent: Mail[], warned: object[] = [], fails = false) {
  return createSecretWatch({
    secrets: [{ provider: "MICROSOFT", expiresAt: new Date(lapses) }],
    lookAtBrought: async () => undefined,
    database: testDatabase().database,
    mailer: {
      async send(mail) {
        if (fails) throw new Error("No way to the mail server.");
        sent.push(mail);
        return "sent";
      },
    },
    operatorEmail: "operator@relink.test",
    publicUrl: "https://relink.test",
    warn: (facts) => warned.push(facts),
    now: () => lapses - before,
    onError: () => undefined,
  });
}

test("the operator is told 7 days and 1 day before a client secret lapses, once each, whichever worker looks", async () => {
  const sent: Mail[] = [];
  const warned: object[] = [];
  await watchAt(8 * day, sent, warned).run();
  expect(sent).toEqual([]);
  for (const before of [6.9 * day, 6.5 * day, 2 * day, 0.9 * day, 0.5 * day]) {
    await Promise.all([watchAt(before, sent, warned).run(), watchAt(before, sent, warned).run()]);
  }
  expect(sent).toHaveLength(2);
  expect(warned).toHaveLength(2);
  expect(sent[0]).toMatchObject({ to: "operator@relink.test", subject: "Relink: the client secret at Microsoft lapses on 2026-12-01" });
  expect(sent[0]?.text).toContain("MICROSOFT_CLIENT_SECRET_EXPIRES");
});

test("a mail that did not get through is tried again at the next look", async () => {
  const sent: Mail[] = [];
  await expect(watchAt(day, sent, [], true).run()).rejects.toThrow("No way");
  await watchAt(day, sent).run();
  expect(sent).toHaveLength(1);
});
