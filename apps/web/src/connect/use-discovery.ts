import { useApolloClient } from "@apollo/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { FindMailSettingsDocument, type FoundSettingsFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";

/** What is known of the address in the field: nothing yet, on its way, or how it went. */
export type Discovery =
  | { state: "idle" }
  | { state: "looking" }
  | { state: "found"; settings: FoundSettingsFragment }
  /** Nothing could be learnt; the person chooses by hand. */
  | { state: "failed" };

/** Enough to be worth asking about; the API judges. */
const addressLike = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;
const pauseMs = 400;

export type DiscoveryField = {
  discovery: Discovery;
  /** The person is typing: asked after a pause. */
  type: (text: string) => void;
  /** The person is done with the field: asked at once. */
  settle: (text: string) => void;
};

/** Asks the API about an address; whatever goes wrong is `failed`, for the way by hand stays open. */
function useAsk(): (address: string) => Promise<Discovery> {
  const client = useApolloClient();
  const { locale } = useTranslate();
  return useCallback(
    async (address) => {
      const variables = { address, locale };
      try {
        const { data } = await client.query({ query: FindMailSettingsDocument, variables, fetchPolicy: "network-only" });
        return data?.discoverMailSettings == null ? { state: "failed" } : { state: "found", settings: data.discoverMailSettings };
      } catch {
        return { state: "failed" };
      }
    },
    [client, locale],
  );
}

/** Where an address's mail lives. An answer that comes after the text has changed is left aside. */
export function useDiscovery(first: string | undefined, onFound: (settings: FoundSettingsFragment) => void): DiscoveryField {
  const ask = useAsk();
  const [discovery, setDiscovery] = useState<Discovery>({ state: "idle" });
  const asked = useRef("");
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  const settle = useCallback(
    (text: string) => {
      clearTimeout(pause.current);
      const address = text.trim();
      if (address === asked.current) return;
      asked.current = address;
      setDiscovery({ state: addressLike.test(address) ? "looking" : "idle" });
      if (!addressLike.test(address)) return;
      void ask(address).then((next) => {
        if (asked.current !== address) return;
        setDiscovery(next);
        if (next.state === "found") found.current(next.settings);
      });
    },
    [ask],
  );
  function type(text: string) {
    clearTimeout(pause.current);
    pause.current = setTimeout(() => settle(text), pauseMs);
  }
  useEffect(() => {
    if (first !== undefined) settle(first);
    return () => clearTimeout(pause.current);
  }, [first, settle]);
  return { discovery, type, settle };
}
