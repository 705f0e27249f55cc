import { type DocumentNode, getNamedType, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from "graphql";

/**
 * The fields whose answer is the same for all who have the same permission scope and language. Any other field is taken
 * to depend on who asks (allowedActions, openLinks), so that a new one is right before somebody thinks of it.
 */
const alike: Readonly<Record<string, "all" | ReadonlySet<string>>> = {
  Subscription: new Set(["inboxEvents"]),
  InboxEvent: "all",
  MailGap: "all",
  Member: "all",
  InboxHealth: "all",
  Disconnection: "all",
  SharedInbox: new Set(["id", "name", "createdAt"]),
  Inbox: new Set([
    "id",
    "kind",
    "address",
    "displayName",
    "provider",
    "mailHost",
    "state",
    "stateChangedAt",
    "disconnection",
    "providerAccess",
    "health",
    "owner",
    "connectedBy",
    "sharedInbox",
    "version",
    "createdAt",
  ]),
};

function isAlike(type: string, field: string): boolean {
  const fields = alike[type];
  return field === "__typename" || fields === "all" || fields?.has(field) === true;
}

/** Whether what a document asks for differs between people of one scope. */
export function asksForOwn(schema: GraphQLSchema, document: DocumentNode): boolean {
  let own = false;
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field(node) {
      const parent = types.getParentType();
      if (!parent || !isAlike(getNamedType(parent).name, node.name.value)) own = true;
    },
  });
  visit(document, visitor);
  return own;
}
