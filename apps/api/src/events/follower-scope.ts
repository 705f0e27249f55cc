import { unreachable } from "@relink/domain";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { cursorVariables } from "../platform/cursor-variables.ts";
import type { SharedOperation } from "../platform/shared-source.ts";
import type { Viewer } from "../platform/viewer.ts";
import { asksForOwn } from "./selection-scope.ts";

/** What is the same for every event of a document. */
interface Traits {
  readonly own: boolean;
  readonly cursors: ReadonlySet<string>;
}

const known = new WeakMap<DocumentNode, Traits>();

function traitsOf(schema: GraphQLSchema, document: DocumentNode): Traits {
  const before = known.get(document);
  if (before) return before;
  const traits = { own: asksForOwn(schema, document), cursors: cursorVariables(document) };
  known.set(document, traits);
  return traits;
}

/** What a viewer may see: product.md's table by role or by scopes. Which personal inboxes a MEMBER sees is asked for each event. */
function permissionScope(viewer: Viewer): string {
  switch (viewer.kind) {
    case "member":
      return viewer.role;
    case "apiKey":
      return `key ${viewer.scopes.toSorted().join()}`;
    default:
      return unreachable(viewer);
  }
}

function whoIs(viewer: Viewer): string {
  return viewer.kind === "member" ? viewer.memberId : viewer.keyId;
}

/** JSON that does not depend on the order in which a client wrote its keys. */
function toKey(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toKey);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, inner]) => [name, toKey(inner)]));
}

/**
 * Followers with the same key get the same answer to each event that they may see: same workspace, permission scope,
 * language, document, and variables but for the cursor; where the selection shows something of one's own, the same person.
 */
export function followerKey(viewer: Viewer, operation: SharedOperation): string {
  const { schema, document, operationName, variables, locale } = operation;
  const { own, cursors } = traitsOf(schema, document);
  const others = Object.fromEntries(Object.entries(variables).filter(([name]) => !cursors.has(name)));
  return JSON.stringify([
    viewer.workspaceId,
    permissionScope(viewer),
    own ? whoIs(viewer) : null,
    locale ?? (viewer.kind === "member" ? viewer.locale : null),
    operationName,
    toKey(others),
    document.loc?.source.body,
  ]);
}
