import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { createTextProjection, type Step } from "./event-text.ts";
import { type BareEvent, readEventBody } from "./stored-event.ts";

/** The JSON of a result for one event, whose cursor this is; null where graphql itself must say what comes of it. */
export type EventProjection = (event: BareEvent, cursor: string) => string | null;

/** What asks somebody else: their resolvers run in graphql. */
const resolved: ReadonlySet<string> = new Set(["inbox", "actor"]);

class Unsuited extends Error {}

/** All fields that a selection set names, by the name in the answer, in the order in which graphql answers them. */
function collect(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  into = new Map<string, FieldNode[]>(),
): Map<string, FieldNode[]> {
  for (const { selections } of sets) {
    for (const selection of selections) {
      if (selection.directives && selection.directives.length > 0) throw new Unsuited();
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        into.set(name, [...(into.get(name) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment || (fragment.typeCondition && fragment.typeCondition.name.value !== type.name)) throw new Unsuited();
      collect([fragment.selectionSet], type, fragments, into);
    }
  }
  return into;
}

function toSteps(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly Step[] {
  return [...collect(sets, type, fragments)].map(([name, nodes]): Step => {
    const field = nodes[0]?.name.value ?? "";
    const typeName = type.name;
    if (field === "__typename") return { name, field, nonNull: true, leaf: null, steps: [], typeName };
    const definition = type.getFields()[field];
    if (!definition || definition.args.length > 0 || resolved.has(field)) throw new Unsuited();
    const named = getNamedType(definition.type);
    const nonNull = isNonNullType(definition.type);
    if (isLeafType(named)) return { name, field, nonNull, leaf: named, steps: [], typeName };
    if (!isObjectType(named)) throw new Unsuited();
    const inner = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
    return { name, field, nonNull, leaf: null, steps: toSteps(inner, named, fragments), typeName };
  });
}

function project(steps: readonly Step[], source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // A client may call a field __proto__.
  const answer: Record<string, unknown> = Object.create(null);
  for (const { name, field, nonNull, leaf, steps: inner, typeName } of steps) {
    const value = source[field] ?? null;
    if (field === "__typename") answer[name] = typeName;
    else if (value === null && nonNull) throw new Unsuited();
    else if (value === null) answer[name] = null;
    else if (leaf) answer[name] = leaf.serialize(value);
    else answer[name] = project(inner, Object(value));
  }
  return answer;
}

function findOperation(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = name === null ? operations : operations.filter((one) => one.name?.value === name);
  if (!operation) throw new Unsuited();
  return operation;
}

/**
 * Answers a subscription to events that asks only for an event's own fields, as they are stored, without graphql:
 * catching up takes a fraction of the time. Null where the document asks for anything else.
 */
export function createEventProjection(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): EventProjection | null {
  try {
    const fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
    const root = schema.getSubscriptionType();
    const type = schema.getType("InboxEvent");
    if (!root || !isObjectType(type)) return null;
    const fields = [...collect([findOperation(document, operationName).selectionSet], root, fragments)];
    const [name, nodes = []] = fields[0] ?? [];
    if (name === undefined || nodes[0]?.name.value !== "inboxEvents") return null;
    const steps = toSteps(
      nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])),
      type,
      fragments,
    );
    const cut = createTextProjection(type, steps);
    return (event, cursor) => {
      try {
        const text = cut?.(event.body, cursor) ?? JSON.stringify(project(steps, { ...readEventBody(event), cursor }));
        return `{"data":{"${name}":${text}}}`;
      } catch {
        return null;
      }
    };
  } catch (error) {
    if (error instanceof Unsuited) return null;
    throw error;
  }
}
