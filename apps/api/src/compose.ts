import { buildSchema } from "graphql";
import type { Features, Foundation } from "./app.ts";
import type { RequestInfo } from "./platform/request-info.ts";

/** The features on their foundation; only main.ts calls it. */
export async function compose(_foundation: Foundation): Promise<Features<RequestInfo>> {
  return { schema: buildSchema("type Query { ready: Boolean }"), createContext: (request) => request };
}
