// Where an example keeps what it did: a file of JSON lines. The cursor stands in the same line as the work, so that both are written or
// neither is. A database does the same with one transaction.
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

export interface Entry {
  /** The event's: go on after the last one. */
  readonly cursor: string;
}

export interface Journal<Line extends Entry> {
  readonly lines: readonly Line[];
  /** Where to go on: after the last line. Where nothing was ever written, that is `start`, from now on. */
  begin(start: () => Promise<string>): Promise<string>;
  write(line: Line): void;
}

/** Opens it. Half a line, which a crash left behind, counts as not written. */
export function openJournal<Line extends Entry>(path: string): Journal<Line> {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const [head, ...lines] = whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
  let cursor = lines.at(-1)?.cursor ?? head?.cursor ?? null;
  const append = (line: Entry): void => {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    ({ cursor } = line);
  };
  return {
    lines,
    async begin(start) {
      // The first line is where it all began: stopped before the first event, we still go on from there.
      if (cursor === null) append({ cursor: await start() });
      return cursor ?? "";
    },
    write(line) {
      append(line);
      lines.push(line);
    },
  };
}
