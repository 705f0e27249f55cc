import { apiError } from "./api-error.ts";

export const defaultPageSize = 50;
export const mostPageSize = 200;

/** How many entries a list answers: 1 to 200, by default 50. Throws BAD_USER_INPUT for anything else. */
export function toPageSize(first: number | null | undefined): number {
  const size = first ?? defaultPageSize;
  if (Number.isInteger(size) && size >= 1 && size <= mostPageSize) return size;
  throw apiError("BAD_USER_INPUT", `first must be from 1 to ${mostPageSize}.`, { field: "first" });
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * A Relay connection from one row more than was asked for, which tells whether there is a next page.
 * @param continued - whether the page began after a cursor.
 */
export function toConnection<Node>(found: readonly Edge<Node>[], size: number, continued: boolean): Connection<Node> {
  const edges = found.slice(0, size);
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: continued,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
