import { readFileSync, writeFileSync } from "node:fs";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Leaves in a bundle's source map what stands in our own files; of libraries, a stack then names the bundle's lines.
 * Node reads and takes apart the whole map before anything else runs: with all libraries in it that was a third of a start.
 */
export function keepOwnLines(file: string): void {
  const map: SourceMap = JSON.parse(readFileSync(file, "utf8"));
  const isOwn = map.sources.map((source) => !source.includes("node_modules"));
  const lines = decode(map.mappings).map((line) => withoutForeign(line, isOwn));
  writeFileSync(file, JSON.stringify({ ...map, names: [], mappings: encode(lines) }));
}

function withoutForeign(line: readonly SourceMapSegment[], isOwn: readonly boolean[]): SourceMapSegment[] {
  const kept: SourceMapSegment[] = [];
  for (const [column, source, sourceLine, sourceColumn] of line) {
    if (source !== undefined && isOwn[source] === true) kept.push([column, source, sourceLine ?? 0, sourceColumn ?? 0]);
    // Where ours ends, so that what follows is not taken for it.
    else if ((kept.at(-1)?.length ?? 0) > 1) kept.push([column]);
  }
  return kept;
}
