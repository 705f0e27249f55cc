import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { connectImap } from "./inbox-steps.ts";
import { makeLink, untilMail } from "./link-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();

/** What one line of /metrics counts; NaN where there is none. */
async function read(line: string): Promise<number> {
  const body = await (await fetch(`${world().url}/metrics`)).text();
  return Number(
    body
      .split("\n")
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length) ?? Number.NaN,
  );
}

test("/metrics tells whether checks run, and how late, whether timers run, and whether people are told", async () => {
  expect(await read('relink_checks_total{outcome="passed"}')).toBe(0);
  expect(await read('relink_mails_total{outcome="sent"}')).toBe(0);
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  // A minute late, as after a night in which no worker ran.
  await world().database.query("update due_check set due_at = $1", [new Date(Date.now() - 60_000)]);
  await until(async () => (await read('relink_checks_total{outcome="passed"}')) === 1, "its check is counted");
  expect(await read('relink_check_late_seconds_bucket{le="15"}')).toBe(0);
  expect(await read('relink_check_late_seconds_bucket{le="300"}')).toBe(1);
  expect(await read('relink_overdue_seconds{work="checks"}')).toBe(0);

  await makeLink(ola, id, { sendTo: "holder@elsewhere.test" });
  await untilMail(world(), "holder@elsewhere.test");
  await until(async () => (await read('relink_mails_total{outcome="sent"}')) === 1, "its mail is counted");
  expect(await read('relink_timer_runs_total{kind="sendMail",outcome="done"}')).toBe(1);
  expect(await read('relink_timer_runs_total{kind="sendMail",outcome="error"}')).toBe(0);
  await until(async () => (await read("relink_untold_logs")) === 0, "all was told");
});
