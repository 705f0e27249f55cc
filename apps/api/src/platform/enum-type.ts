import { registerEnumType } from "type-graphql";

/**
 * A GraphQL enum from the domain's values; the compiler asks for a description of each.
 * @returns what `@Field(() => …)` takes.
 */
export function createEnumType<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): { readonly [Each in Value]: Each } {
  const members = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { [Each in Value]: Each };
  const valuesConfig = Object.fromEntries(Object.entries<string>(values).map(([value, text]) => [value, { description: text }]));
  registerEnumType(members, { name, description, valuesConfig: valuesConfig as { [Each in Value]: { description: string } } });
  return members;
}
