/** What one runner came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Full names of the tests that were left out. */
  readonly leftOut: readonly string[];
  /** What failed and with what: a test's full name or a file's path, then the first lines of its message. */
  readonly failures: readonly string[];
}

/** The part of Vitest's JSON report that is read here; its shape is Jest's. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  /** What went wrong outside of its tests; empty where nothing did. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

const didNotRun = new Set(["skipped", "pending", "todo", "disabled"]);
/** Of a failure's message, what names it: the assertion and where it stood. In lines. */
const told = 12;

function failuresOf({ name, message, assertionResults }: TestFile): string[] {
  const tests = assertionResults.filter(({ status }) => status === "failed");
  const failures = tests.map(({ fullName, failureMessages }) => `${fullName} (${name})\n${failureMessages.join("\n")}`);
  if (message !== "" && tests.length === 0) failures.push(`${name}\n${message}`);
  return failures.map((failure) => failure.split("\n").slice(0, told).join("\n  "));
}

/**
 * Judges one run.
 * @param report - the JSON that Vitest wrote, or null where it ended before writing one.
 * @param exitCode - null where a signal or the time limit ended it. A run that fails without a failed test (an error outside of
 *   tests, a suite that did not load, nothing found) counts as one failure.
 */
export function toOutcome(report: string | null, exitCode: number | null): Outcome {
  if (report === null) return { passed: 0, failed: 1, leftOut: [], failures: ["A run ended before it wrote its report."] };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const leftOut = tests.filter(({ status }) => didNotRun.has(status)).map(({ fullName }) => fullName);
  const silent = numFailedTests === 0 && (exitCode !== 0 || numPassedTests === 0);
  const failures = testResults.flatMap(failuresOf);
  if (silent && failures.length === 0) failures.push(`A run without a failed test ended with code ${exitCode}: see what it printed.`);
  return { passed: numPassedTests, failed: silent ? 1 : numFailedTests, leftOut, failures };
}

/** All runners together. Where nothing may be left out, each test that was counts as a failure. */
export function sum(outcomes: readonly Outcome[], nothingLeftOut: boolean): Outcome {
  const leftOut = outcomes.flatMap((outcome) => outcome.leftOut);
  const passed = outcomes.reduce((total, outcome) => total + outcome.passed, 0);
  const failed = outcomes.reduce((total, outcome) => total + outcome.failed, 0);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  return { passed, failed: nothingLeftOut ? failed + leftOut.length : failed, leftOut, failures };
}
