import { describe, expect, test } from "vitest";
import { durations } from "../durations.ts";
import { judgeWebhookAnswer, webhookFailures, type WebhookVerdict } from "./answer.ts";
import { stepDelivery } from "./delivery.ts";
import { endpointEnds, stepEndpoint, type EndpointHealth } from "./endpoint.ts";
import { explainEndpointEnd, explainWebhookFailure } from "./texts.ts";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const moment = { now: 1_000_000_000_000, durations };
const answered = (status: number, retryAfterMs: number | null = null): WebhookVerdict =>
  judgeWebhookAnswer({ type: "answered", status, retryAfterMs });
const failing = answered(500);

describe("what an answer means", () => {
  test.each([200, 201, 202, 204, 299])("%i: it has arrived", (status) => expect(answered(status)).toEqual({ type: "delivered" }));
  test.each([
    [301, "REDIRECTED", false, false],
    [304, "REDIRECTED", false, false],
    [400, "REFUSED", false, false],
    [404, "REFUSED", false, false],
    [410, "GONE", false, true],
    [429, "BUSY", true, false],
    [500, "REFUSED", false, false],
    [502, "BUSY", true, false],
    [503, "BUSY", true, false],
    [504, "BUSY", true, false],
    [101, "REFUSED", false, false],
  ] as const)("%i is %s", (status, failure, rests, gone) => expect(answered(status)).toMatchObject({ failure, rests, gone }));
  test("no connection and no answer give the endpoint rest", () => {
    expect(judgeWebhookAnswer({ type: "unreachable" })).toMatchObject({ failure: "UNREACHABLE", rests: true });
    expect(judgeWebhookAnswer({ type: "timedOut" })).toMatchObject({ failure: "TIMED_OUT", rests: true });
  });
});

describe("when it is tried again", () => {
  test("ten tries: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h apart, then it has failed for good", () => {
    const waits = Array.from({ length: 9 }, (_, index) => {
      const step = stepDelivery(index + 1, failing, moment, 0.5);
      return step.state === "RETRYING" ? step.dueAt - moment.now : null;
    });
    expect(waits).toEqual([5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]);
    expect(waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0)).toBe(75 * hour + 35 * minute + 5 * second);
    expect(stepDelivery(10, failing, moment, 0.5)).toEqual({ state: "FAILED" });
  });
  test("within a fifth of the wait, by chance", () => {
    expect(stepDelivery(2, failing, moment, 0)).toEqual({ state: "RETRYING", dueAt: moment.now + 4 * minute });
    expect(stepDelivery(2, failing, moment, 1)).toEqual({ state: "RETRYING", dueAt: moment.now + 6 * minute });
  });
  test("not before the endpoint asks for it, but no later than a day; a shorter wish does not hurry us", () => {
    const due = (retryAfterMs: number) => stepDelivery(1, answered(429, retryAfterMs), moment, 0.5);
    expect(due(10 * minute)).toEqual({ state: "RETRYING", dueAt: moment.now + 10 * minute });
    expect(due(400 * day)).toEqual({ state: "RETRYING", dueAt: moment.now + day });
    expect(due(0)).toEqual({ state: "RETRYING", dueAt: moment.now + 5 * second });
  });
  test("a success ends it, and so does 410", () => {
    expect(stepDelivery(3, answered(200), moment, 0)).toEqual({ state: "DELIVERED" });
    expect(stepDelivery(1, answered(410), moment, 0)).toEqual({ state: "FAILED" });
  });
});

describe("how an endpoint does", () => {
  const well: EndpointHealth = { failingSince: null, restUntil: null, end: null };
  const since = (ms: number): EndpointHealth => ({ ...well, failingSince: moment.now - ms });
  test("410 disables it at once", () => expect(stepEndpoint(well, answered(410), moment).end).toBe("GONE"));
  test("it is disabled when nothing has got through for 5 days, and not a moment before", () => {
    expect(stepEndpoint(since(5 * day - 1), failing, moment).end).toBeNull();
    expect(stepEndpoint(since(5 * day), failing, moment).end).toBe("FAILING");
  });
  test("one success ends its trouble and its rest", () => {
    const troubled = { failingSince: moment.now - 4 * day, restUntil: moment.now + minute, end: null };
    expect(stepEndpoint(troubled, answered(204), moment)).toEqual(well);
  });
  test("it rests longer the longer it has been failing: from 5 s to 5 min; a plain refusal is that delivery's alone", () => {
    const rest = (before: EndpointHealth, verdict: WebhookVerdict) =>
      (stepEndpoint(before, verdict, moment).restUntil ?? moment.now) - moment.now;
    expect(rest(well, answered(503))).toBe(5 * second);
    expect(rest(since(10 * minute), answered(503))).toBe(minute);
    expect(rest(since(day), judgeWebhookAnswer({ type: "unreachable" }))).toBe(5 * minute);
    expect(rest(well, answered(429, 20 * minute))).toBe(20 * minute);
    expect(rest(since(day), failing)).toBe(0);
  });
});

test("each failure and each end has a sentence", () => {
  for (const failure of webhookFailures) expect(explainWebhookFailure(failure, 418)).toMatch(/^[A-Z].*\.$/);
  for (const end of endpointEnds) expect(explainEndpointEnd(end)).toMatch(/^[A-Z].*\.$/);
});
