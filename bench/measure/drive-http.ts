import { Pool } from "undici";

/** One request and what its answer must be. */
export interface Job {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Null where the answer is right, else what is wrong with it. */
  readonly check: (text: string) => string | null;
}

export interface Drive {
  readonly url: string;
  readonly connections: number;
  readonly ms: number;
  /** Null: there is no more to do. */
  readonly next: () => Job | null;
}

/** Keeps every connection busy, one request after the other, and checks every answer; answers how many there were. */
export async function driveHttp({ url, connections, ms, next }: Drive): Promise<{ readonly operations: number; readonly wallMs: number }> {
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 });
  let operations = 0;
  const start = performance.now();
  const end = start + ms;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const job = next();
      if (!job) return;
      const { statusCode, body } = await pool.request({ path: job.path, method: "POST", headers: job.headers, body: job.body });
      const text = await body.text();
      const wrong = statusCode === 200 ? job.check(text) : `status ${statusCode}`;
      if (wrong !== null) throw new Error(`Wrong answer (${wrong}): ${text.slice(0, 500)}`);
      operations += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, work));
  } finally {
    await pool.destroy();
  }
  return { operations, wallMs: performance.now() - start };
}
