import type { MemberClient } from "./api-client.ts";
import type { ApiWorld } from "./api-world.ts";

export interface SeenIncident {
  readonly id: string;
  readonly kind: string;
  readonly provider: string;
  readonly providerCode: string | null;
  readonly affected: number;
  readonly open: boolean;
}

/** What the overview shows this member: open ones, and those of the last days. */
export async function incidentsOf(member: MemberClient): Promise<readonly SeenIncident[]> {
  const query = "{ healthSummary { incidents { id kind provider providerCode affected open } } }";
  return (await member.get<{ healthSummary: { incidents: SeenIncident[] } }>(query)).healthSummary.incidents;
}

/** The titles of what a member was told of incidents, the oldest first. */
export async function toldOfIncidents(member: MemberClient): Promise<readonly string[]> {
  const query = "{ notifications(first: 200) { nodes { title incident { id } } } }";
  const { notifications } = await member.get<{ notifications: { nodes: { title: string; incident: object | null }[] } }>(query);
  return notifications.nodes.flatMap(({ title, incident }) => (incident ? [title] : [])).toReversed();
}

/** How often an inbox was moved by anything but its people. */
export async function countMoves({ database }: Pick<ApiWorld, "database">): Promise<number> {
  const sql = "select count(*)::int as count from inbox_event where type in ('DISCONNECTED', 'FAILING')";
  return (await database.query<{ count: number }>(sql))[0]?.count ?? -1;
}
