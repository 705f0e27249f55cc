import { useApolloClient } from "@apollo/client/react";
import { useEffect, useRef } from "react";
import { LinkPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import type { OpenedLink } from "./opened-link.ts";

/** Who has no account has no subscription either, so an open page asks now and then; a hidden one does not. */
const everyMs = 3_000;

/** Reads a link again once it is used or withdrawn elsewhere. What fails on the way changes nothing: it is asked again. */
export function useFollowLink(token: string | null, link: OpenedLink | null, refetch: () => Promise<unknown>): void {
  const client = useApolloClient();
  const { locale } = useTranslate();
  const read = useRef(refetch);
  useEffect(() => {
    read.current = refetch;
  });
  const open = link?.state === "OPEN";
  useEffect(() => {
    if (!open || token === null) return undefined;
    const look = async () => {
      if (document.hidden) return;
      const { data } = await client.query({ query: LinkPageDocument, variables: { token, locale }, fetchPolicy: "no-cache" });
      const state = data?.link?.state ?? "OPEN";
      if (state !== "OPEN") await read.current();
    };
    const again = () => void look().catch(() => undefined);
    const timer = setInterval(again, everyMs);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [client, locale, open, token]);
}
