import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { findFreePort } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { connectImap } from "./inbox-steps.ts";
import { until } from "./log-world.ts";
import { startMailServer, type TestMailServer } from "./mail-server.ts";

const port = await findFreePort();
const world = useApiWorld({ variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Relink <relink@example.test>" } });
let server: TestMailServer;
beforeAll(async () => {
  server = await startMailServer(port);
});
afterAll(() => server.close());

const day = 24 * 60 * 60 * 1_000;

/** An inbox of Ola's that has been disconnected for so many days, and the timer that reminds of it. */
async function fallDue(inboxId: string, days: number, since: Date): Promise<void> {
  const { database, ids } = world();
  const id = inboxId.replace("inbox_", "");
  await database.query(
    "update inbox set state = 'DISCONNECTED', reason = 'ACCESS_REVOKED', disconnected_at = $2, state_changed_at = $2 where id = $1",
    [id, since],
  );
  await database.query(
    "insert into timer (id, kind, due_at, workspace_id, inbox_id, payload) values ($1, 'remindDisconnected', $2, $3, $4, $5)",
    [newId(), new Date(), ids.ola.workspaceId, id, { days }],
  );
}

test.each([
  ["en", 1, "has been disconnected for a day", /Since \d+ \w+ \d{4} at 06:07 UTC\./],
  ["en", 3, "has been disconnected for 3 days", /Since \d+ \w+ \d{4} at 06:07 UTC\./],
  ["pl", 7, "jest odłączona od 7 dni", /Od: \d+ \p{L}+ \d{4},? 06:07 UTC\./u],
] as const)(
  "a reminder (%s, %i days) says since when the inbox is disconnected, not when the mail was written",
  async (locale, days, title, moment) => {
    const ola = await world().asMember("ola");
    const prefer = "mutation ($input: NotificationPreferencesInput!) { updateNotificationPreferences(input: $input) { locale } }";
    await ola.get(prefer, { input: { locale, digestWindowSeconds: 0 } });
    const { id } = await connectImap(world(), ola, ["new", "spare", "ola"][[1, 3, 7].indexOf(days)] + "@imap.demo.test");
    server.taken.length = 0;
    // At a minute of its own, so that no other moment can be taken for it.
    const since = new Date(Math.floor((Date.now() - (days + 1) * day) / day) * day + (6 * 60 + 7) * 60_000);
    await fallDue(id, days, since);
    await until(() => server.taken.length > 0, "it is mailed");
    const { subject, text = "", html } = await simpleParser(server.taken[0]?.raw ?? "");
    expect(subject).toContain(title);
    expect(text).toMatch(moment);
    expect(text).toContain(
      new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "long", timeZone: "UTC" }).format(since),
    );
    expect(String(html)).toContain("06:07 UTC.");
  },
);
