import type { LinkPageQuery } from "../gql/graphql.ts";

/** What the API shows of a link. */
export type OpenedLink = NonNullable<LinkPageQuery["link"]>;

/** One that can be used. */
export type UsableLink = OpenedLink & { address: string };
