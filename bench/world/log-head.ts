import type { Person } from "./world.ts";

/** The cursor of a log's end, as the API tells it. */
export async function readLogHead(url: string, { cookie }: Person): Promise<string> {
  const headers = { "content-type": "application/json", cookie };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query: "{ logHead }" }) });
  const { data } = (await response.json()) as { data: { logHead: string } };
  return data.logHead;
}
