import { type DocumentNode, Kind, visit } from "graphql";

/** The variables that only say from where to go on: used once, as `after` of the subscription's own field. */
export function cursorVariables(document: DocumentNode): ReadonlySet<string> {
  const uses = new Map<string, number>();
  const cursors = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      uses.set(node.name.value, (uses.get(node.name.value) ?? 0) + 1);
    },
  });
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) continue;
      for (const { name, value } of selection.arguments ?? [])
        if (name.value === "after" && value.kind === Kind.VARIABLE) cursors.add(value.name.value);
    }
  }
  return new Set([...cursors].filter((name) => uses.get(name) === 1));
}
