import { Field, ID, InterfaceType } from "type-graphql";
import { type GlobalIdType, typeOfGlobalId } from "./global-id.ts";

/** Which GraphQL type an id's type is; null where it is no node. */
const typeNames: Readonly<Record<GlobalIdType, string | null>> = {
  workspace: "Workspace",
  member: "Member",
  invitation: "Invitation",
  inbox: "Inbox",
  shared_inbox: "SharedInbox",
  grant: "Grant",
  receipt: "DisconnectReceipt",
  attempt: "ConnectionAttempt",
  notification: "Notification",
  incident: "ProviderIncident",
  migration: "Migration",
  key: "ApiKey",
  endpoint: "WebhookEndpoint",
  delivery: "WebhookDelivery",
  check: null,
  event: null,
  audit: null,
  link: null,
};

@InterfaceType("Node", {
  description: "A thing with an id of its own, which `node` finds again.",
  resolveType: ({ id }: { readonly id: string }) => {
    const type = typeOfGlobalId(id);
    return (type && typeNames[type]) ?? undefined;
  },
})
export abstract class NodeType {
  @Field(() => ID, { description: "Opaque, and carries its type." })
  readonly id!: string;
}
