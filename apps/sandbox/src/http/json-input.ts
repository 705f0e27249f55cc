/** What a caller of the JSON API sent wrong; the message names the field. */
export class InputError extends Error {}

export type Input = Readonly<Record<string, unknown>>;

/** The body as an object that has no other fields than these. */
export function parseInput(body: unknown, fields: readonly string[]): Input {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new InputError("Send a JSON object.");
  const unknown = Object.keys(body).find((name) => !fields.includes(name));
  if (unknown) throw new InputError(`There is no field "${unknown}"; there are ${fields.join(", ")}.`);
  return { ...body };
}

export function parseFlag(input: Input, field: string): boolean | undefined {
  const value = input[field];
  if (value === undefined || typeof value === "boolean") return value;
  throw new InputError(`"${field}" is true or false.`);
}

export function parseText(input: Input, field: string): string | undefined {
  const value = input[field];
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw new InputError(`"${field}" is a text that is not empty.`);
}

export function parseChoice<Value extends string>(input: Input, field: string, values: readonly Value[]): Value | null | undefined {
  const given = input[field];
  if (given === undefined || given === null) return given;
  const known = values.find((value) => value === given);
  if (known) return known;
  throw new InputError(`"${field}" is null or one of ${values.join(", ")}.`);
}

export function parseCount(input: Input, field: string, most: number): number | undefined {
  const value = input[field];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InputError(`"${field}" is a number from 1 to ${most}.`);
}

/** A time that may have parts of a second; null ends it. */
export function parseSeconds(input: Input, field: string): number | null | undefined {
  const value = input[field];
  if (value === undefined || value === null) return value;
  if (typeof value === "number" && value > 0 && value <= 1e9) return value;
  throw new InputError(`"${field}" is null or a number of seconds above 0.`);
}

/** Query parameter: a whole number, 0 when absent. */
export function parseAfter(text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InputError(`"after" is the id of a row.`);
}
