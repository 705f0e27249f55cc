import { expect, test } from "vitest";
import { sum, toOutcome } from "./summary.ts";

function report(statuses: readonly string[]): string {
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  const assertionResults = statuses.map((status, index) => ({
    status,
    fullName: `${status} ${index}`,
    failureMessages: status === "failed" ? ["AssertionError: expected 1 to be 2\n    at here.test.ts:3:4"] : [],
  }));
  const testResults = [{ name: "/here.test.ts", message: "", assertionResults }];
  return JSON.stringify({ numPassedTests: count("passed"), numFailedTests: count("failed"), testResults });
}

test("counts what passed, failed and was left out, and says what failed with what", () => {
  expect(toOutcome(report(["passed", "passed", "failed", "skipped"]), 1)).toEqual({
    passed: 2,
    failed: 1,
    leftOut: ["skipped 3"],
    failures: ["failed 2 (/here.test.ts)\n  AssertionError: expected 1 to be 2\n      at here.test.ts:3:4"],
  });
});

test("names a file that did not load, and a run that says nothing of its failure", () => {
  const testResults = [{ name: "/broken.test.ts", message: "Cannot find module", assertionResults: [] }];
  const broken = JSON.stringify({ numPassedTests: 3, numFailedTests: 0, testResults });
  expect(toOutcome(broken, 1)).toMatchObject({ failed: 1, failures: ["/broken.test.ts\n  Cannot find module"] });
  expect(toOutcome(report(["passed"]), 1).failures).toHaveLength(1);
  expect(toOutcome(null, null).failures).toHaveLength(1);
});

test("counts a run that fails without a failed test", () => {
  expect(toOutcome(report(["passed"]), 1)).toMatchObject({ passed: 1, failed: 1 });
});

test("counts a run that its time limit ended", () => {
  expect(toOutcome(report(["passed"]), null)).toMatchObject({ failed: 1 });
  expect(toOutcome(null, null)).toMatchObject({ passed: 0, failed: 1 });
});

test("does not call it a success when nothing ran", () => {
  expect(toOutcome(report([]), 0)).toMatchObject({ passed: 0, failed: 1 });
});

test("sums over the runners, and in CI lets nothing be left out", () => {
  const outcomes = [toOutcome(report(["passed", "skipped"]), 0), toOutcome(report(["passed", "passed"]), 0)];
  expect(sum(outcomes, false)).toEqual({ passed: 3, failed: 0, leftOut: ["skipped 1"], failures: [] });
  expect(sum(outcomes, true)).toEqual({ passed: 3, failed: 1, leftOut: ["skipped 1"], failures: [] });
});
