/** The most that one look at a mail server may take. */
export const mailTimeoutMs = 15_000;

/** @returns milliseconds within 1 and the most that is allowed. */
export function boundedTimeout(timeoutMs: number | undefined): number {
  return Math.min(Math.max(timeoutMs ?? mailTimeoutMs, 1), mailTimeoutMs);
}

/** Rejects with the code ETIMEDOUT when `work` takes longer; `onLate` must end it. */
export async function withinDeadline<T>(work: Promise<T>, timeoutMs: number, onLate: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error("The server took too long."), { code: "ETIMEDOUT" }));
      onLate();
    }, timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Node's or a library's code of an error; null where it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
