import type { DocumentNode, OperationVariables } from "@apollo/client";
// oxlint-disable-next-line no-restricted-imports -- the one place that may
import { useQuery } from "@apollo/client/react";
import { useRef } from "react";
import { isPassing } from "./live-connection.ts";
import { toRefusal, unreachable } from "./refusal.ts";

type Options = useQuery.Options<unknown, OperationVariables>;

/** Asking again later can help: it says nothing about what was read before. */
function isForNow(error: unknown): boolean {
  const { code } = toRefusal(error);
  return code === unreachable || isPassing(code);
}

function useWhatIsKept(document: DocumentNode, options: Options): useQuery.Result<unknown> {
  const result = useQuery<unknown, OperationVariables>(document, options);
  const asked = JSON.stringify(options.variables ?? null);
  const kept = useRef<{ asked: string; data: unknown }>(null);
  if (result.data !== undefined) kept.current = { asked, data: result.data };
  else if (result.error !== undefined && kept.current?.asked === asked && isForNow(result.error)) {
    return { ...result, data: kept.current.data, dataState: "complete" };
  }
  return result;
}

/**
 * Apollo's useQuery, but for one thing: what was read stays while asking for it again fails on the way, as on a page that
 * is offline. The error is given all the same. A refusal (FORBIDDEN, UNAUTHENTICATED) takes it away, and so do other variables.
 */
export const useKeptQuery = ((document: DocumentNode, options: Options = {}) => useWhatIsKept(document, options)) as typeof useQuery;
