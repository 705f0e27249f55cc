import type { MemberClient } from "./api-client.ts";

/** An inbox's place and past, as the API shows them. */
export interface InboxHistory {
  readonly sharedInbox: { readonly id: string } | null;
  readonly events: readonly { readonly id: string; readonly type: string; readonly at: string }[];
  readonly checks: readonly { readonly id: string; readonly verdict: string; readonly at: string }[];
}

interface Read {
  readonly sharedInbox: InboxHistory["sharedInbox"];
  readonly events: { readonly nodes: InboxHistory["events"]; readonly pageInfo: { readonly hasNextPage: boolean } };
  readonly checks: { readonly nodes: InboxHistory["checks"]; readonly pageInfo: { readonly hasNextPage: boolean } };
}

const query = `query ($id: ID!) { inbox(id: $id) { sharedInbox { id }
  events(first: 100) { nodes { id type at } pageInfo { hasNextPage } } checks(first: 100) { nodes { id verdict at } pageInfo { hasNextPage } } } }`;

export async function readHistory(member: MemberClient, id: string): Promise<InboxHistory> {
  const { inbox } = await member.get<{ inbox: Read | null }>(query, { id });
  if (!inbox || inbox.events.pageInfo.hasNextPage || inbox.checks.pageInfo.hasNextPage) throw new Error(`${id} has more than one page.`);
  return { sharedInbox: inbox.sharedInbox, events: inbox.events.nodes, checks: inbox.checks.nodes };
}
