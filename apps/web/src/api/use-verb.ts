import type { OperationVariables, TypedDocumentNode } from "@apollo/client";
import { useMutation } from "@apollo/client/react";
import { useRef } from "react";
import { type Refusal, toRefusal } from "./refusal.ts";

/** 128 bits of chance as hex. crypto.randomUUID needs a secure context, which a page on a local network is not. */
function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export type Verb<Data, Variables> = {
  /** Gives null where the API refused: refusal then says why. */
  run: (toVariables: (idempotencyKey: string) => Variables) => Promise<Data | null>;
  busy: boolean;
  refusal: Refusal | null;
  reset: () => void;
};

/**
 * One mutation as a person's act: what it answered, or why it was refused. After a lost connection the same key is sent
 * again, so that what may have happened happens once; after an answer the next try is a new act.
 */
export function useVerb<Data, Variables extends OperationVariables>(document: TypedDocumentNode<Data, Variables>): Verb<Data, Variables> {
  const [mutate, { loading, error, reset }] = useMutation<Data, OperationVariables>(document);
  const key = useRef<string | null>(null);
  async function run(toVariables: (idempotencyKey: string) => Variables): Promise<Data | null> {
    key.current ??= makeKey();
    try {
      const { data } = await mutate({ variables: toVariables(key.current) });
      key.current = null;
      return data ?? null;
    } catch (refused) {
      if (toRefusal(refused).code !== "NETWORK") key.current = null;
      return null;
    }
  }
  return { run, busy: loading, refusal: error === undefined ? null : toRefusal(error), reset };
}
