import { useRef, useState } from "react";
import type { FoundSettingsFragment } from "../gql/graphql.ts";
import { type ConnectChoice, toChoice } from "./provider-choice.ts";
import { type DiscoveryField, useDiscovery } from "./use-discovery.ts";

/** What the findings say of where the mail lives; null where they say nothing. */
function toFoundChoice({ provider, imap, obstacle }: FoundSettingsFragment): ConnectChoice | null {
  return obstacle !== null || (provider === "IMAP" && imap === null) ? null : toChoice(provider);
}

export type Choosing = {
  choice: ConnectChoice | null;
  choose: (choice: ConnectChoice) => void;
  field: DiscoveryField;
};

/** Where the mail lives: as found out, until the person chooses otherwise. onChoose: when the person does. */
export function useChoice(address: string | undefined, onChoose: () => void): Choosing {
  const [choice, setChoice] = useState<ConnectChoice | null>(null);
  const byHand = useRef(false);
  const field = useDiscovery(address, (settings) => {
    const found = toFoundChoice(settings);
    if (found !== null && !byHand.current) setChoice(found);
  });
  function choose(next: ConnectChoice) {
    byHand.current = true;
    setChoice(next);
    onChoose();
  }
  function type(text: string) {
    // Another address: what was chosen for the one before need not hold.
    byHand.current = false;
    field.type(text);
  }
  return { choice, choose, field: { ...field, type } };
}
