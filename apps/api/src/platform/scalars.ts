import { parseEmailAddress } from "@relink/domain";
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";

function refuse(name: string, what: string): GraphQLError {
  return new GraphQLError(`${name} must be ${what}.`, { extensions: { code: "BAD_USER_INPUT" } });
}

function stringOf(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : null;
}

interface Rule<Value> {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL?: string;
  /** The end of the sentence "… must be". */
  readonly what: string;
  readonly parse: (text: string) => Value | null;
  /** What goes out; null is a bug of ours. */
  readonly print: (value: unknown) => string | null;
}

function scalar<Value>(rule: Rule<Value>): GraphQLScalarType<Value, string> {
  const parseValue = (value: unknown): Value => {
    const parsed = typeof value === "string" ? rule.parse(value) : null;
    if (parsed === null) throw refuse(rule.name, rule.what);
    return parsed;
  };
  return new GraphQLScalarType<Value, string>({
    name: rule.name,
    description: rule.description,
    ...(rule.specifiedByURL ? { specifiedByURL: rule.specifiedByURL } : {}),
    serialize(value) {
      const text = rule.print(value);
      if (text === null) throw new TypeError(`A value of ${rule.name} can't be printed.`);
      return text;
    },
    parseValue,
    parseLiteral: (node) => parseValue(stringOf(node)),
  });
}

const instant = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function parseInstant(text: string): Date | null {
  if (!instant.test(text)) return null;
  const date = new Date(text.toUpperCase());
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Goes out as `2026-11-23T09:30:00.000Z`; a text that is so already (an event's stored JSON) goes out as it is. */
export const DateTimeScalar = scalar<Date>({
  name: "DateTime",
  description: "A moment in time as RFC 3339 writes it, in UTC and with milliseconds, for example 2026-11-23T09:30:00.000Z.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  what: "a moment in time with its offset, like 2026-11-23T09:30:00Z",
  parse: parseInstant,
  print: (value) => {
    if (value instanceof Date) return value.toISOString();
    return typeof value === "string" && instant.test(value) ? value : null;
  },
});

export const EmailAddressScalar = scalar<string>({
  name: "EmailAddress",
  description: "One e-mail address without a display name, for example ola@example.com.",
  specifiedByURL: "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address",
  what: "an e-mail address, like ola@example.com",
  parse: parseEmailAddress,
  print: (value) => (typeof value === "string" ? value : null),
});

function parseUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}

export const UrlScalar = scalar<string>({
  name: "URL",
  description: "An absolute http or https address.",
  specifiedByURL: "https://url.spec.whatwg.org/",
  what: "an absolute http or https address",
  parse: parseUrl,
  print: (value) => (value instanceof URL ? value.href : typeof value === "string" ? value : null),
});

export const CursorScalar = scalar<string>({
  name: "Cursor",
  description: "A position in a workspace's event log: opaque, ordered, safe to store.",
  what: "a cursor that this API gave",
  parse: (text) => (text.length > 0 && text.length <= 200 ? text : null),
  print: (value) => (typeof value === "string" ? value : null),
});
