import {
  getNamedType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isEnumType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** One field of the answer: an event's own, which is there already and needs no resolver. */
export interface Step {
  readonly name: string;
  readonly field: string;
  readonly nonNull: boolean;
  readonly leaf: GraphQLLeafType | null;
  readonly steps: readonly Step[];
  /** What __typename says. */
  readonly typeName: string;
}

/** An event's answer, cut out of its stored JSON; null where that is not as `toEventBody` writes it. */
export type TextProjection = (body: string, cursor: string) => string | null;

/** The fields of a stored event's JSON, in their order. */
const stored = [
  "id",
  "type",
  "at",
  "actorKind",
  "actorName",
  "reason",
  "providerCode",
  "fromState",
  "toState",
  "fromProvider",
  "toProvider",
  "grantId",
  "arrivedMeanwhile",
  "gap",
  "inboxId",
  "inboxVersion",
] as const;

/** The fields of an object in it, in their order. */
const storedWithin: Readonly<Record<string, readonly string[]>> = { MailGap: ["uidValidity", "firstUid", "lastUid"] };

const text = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const scalars: ReadonlyMap<string, string> = new Map([
  ["ID", text],
  ["String", text],
  ["Int", String.raw`-?\d{1,9}`],
  ["DateTime", String.raw`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`],
]);

/** What a value's JSON looks like that the schema would let out as it is. */
function patternOf(type: GraphQLOutputType): string | null {
  const named = getNamedType(type);
  const value = isEnumType(named)
    ? `"(?:${named
        .getValues()
        .map(({ name }) => name)
        .join("|")})"`
    : isObjectType(named)
      ? objectPattern(named)
      : (scalars.get(named.name) ?? null);
  return value === null ? null : isNonNullType(type) ? value : `${value}|null`;
}

function objectPattern(type: GraphQLObjectType): string | null {
  const of = type.getFields();
  const fields = storedWithin[type.name]?.map((name) => ({ name, pattern: of[name] ? patternOf(of[name].type) : null }));
  if (!fields || fields.some(({ pattern }) => pattern === null)) return null;
  return String.raw`\{${fields.map(({ name, pattern }) => `"${name}":(?:${pattern})`).join(",")}\}`;
}

/** One piece of an answer: words of its own, the cursor, or a run of stored fields (a single one may have another name). */
type Piece =
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "cursor"; readonly name: string }
  | { readonly kind: "value"; readonly name: string; readonly at: number }
  | { readonly kind: "run"; readonly from: number; to: number };

/** An object is taken as it is stored, or not at all. */
function isWhole({ steps }: Step, type: GraphQLOutputType | undefined): boolean {
  const fields = (type && storedWithin[getNamedType(type).name]) ?? [];
  return steps.length === fields.length && steps.every(({ name, field }, index) => name === field && field === fields[index]);
}

function toPieces(type: GraphQLObjectType, steps: readonly Step[]): readonly Piece[] | null {
  const pieces: Piece[] = [];
  for (const step of steps) {
    const { name, field } = step;
    const at = stored.findIndex((one) => one === field);
    const before = pieces.at(-1);
    if (field === "__typename") pieces.push({ kind: "words", words: `"${name}":"${step.typeName}"` });
    else if (field === "cursor") pieces.push({ kind: "cursor", name });
    else if (at < 0 || !isWhole(step, type.getFields()[field]?.type)) return null;
    else if (name !== field) pieces.push({ kind: "value", name, at });
    else if (before?.kind === "run" && before.to === at - 1) before.to = at;
    else pieces.push({ kind: "run", from: at, to: at });
  }
  return pieces;
}

/** What matches a stored event, with a group around each piece; and where each piece's group is. */
function toPattern(
  type: GraphQLObjectType,
  pieces: readonly Piece[],
): { readonly pattern: RegExp; readonly groupOf: (piece: Piece) => number } | null {
  const [runs, values] = [new Map<number, number>(), new Map<number, number>()];
  let groups = 0;
  const fields = stored.map((field, at) => {
    const of = type.getFields()[field]?.type;
    const pattern = of ? patternOf(of) : null;
    if (pattern === null) return null;
    const opens = pieces.some((piece) => piece.kind === "run" && piece.from === at);
    const closes = pieces.some((piece) => piece.kind === "run" && piece.to === at);
    const alone = pieces.some((piece) => piece.kind === "value" && piece.at === at);
    if (opens) runs.set(at, (groups += 1));
    if (alone) values.set(at, (groups += 1));
    return `${opens ? "(" : ""}"${field}":${alone ? "(" : "(?:"}${pattern})${closes ? ")" : ""}`;
  });
  if (fields.includes(null)) return null;
  return {
    pattern: new RegExp(String.raw`^\{${fields.join(",")}\}$`),
    groupOf: (piece) => (piece.kind === "run" ? runs.get(piece.from) : piece.kind === "value" ? values.get(piece.at) : undefined) ?? 0,
  };
}

/**
 * Answers from the stored text without reading it as JSON: one pattern says that it is an event as the schema would show
 * it, and where the fields stand that were asked for. Null where the selection needs more than that.
 */
export function createTextProjection(type: GraphQLObjectType, steps: readonly Step[]): TextProjection | null {
  const pieces = toPieces(type, steps);
  const matched = pieces && toPattern(type, pieces);
  if (!pieces || !matched) return null;
  const parts = pieces.map((piece) => ({ piece, group: matched.groupOf(piece) }));
  return (body, cursor) => {
    const found = matched.pattern.exec(body);
    if (!found) return null;
    let answer = "";
    for (const { piece, group } of parts) {
      const comma = answer === "" ? "" : ",";
      if (piece.kind === "words") answer += comma + piece.words;
      else if (piece.kind === "cursor") answer += `${comma}"${piece.name}":"${cursor}"`;
      else if (piece.kind === "value") answer += `${comma}"${piece.name}":${found[group]}`;
      else answer += comma + found[group];
    }
    return `{${answer}}`;
  };
}
