import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { DeliveryLineFragment, EndpointFactsFragment } from "../gql/graphql.ts";
import { formatMoment } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";

type Said = { tone: Tone; words: MessageId };

const states: Readonly<Record<string, Said>> = {
  PENDING: { tone: "off", words: "hooks.state.PENDING" },
  DELIVERED: { tone: "ok", words: "hooks.state.DELIVERED" },
  RETRYING: { tone: "warn", words: "hooks.state.RETRYING" },
  FAILED: { tone: "bad", words: "hooks.state.FAILED" },
};

export const deliveryStates = ["PENDING", "RETRYING", "DELIVERED", "FAILED"] as const;
export type ShownState = (typeof deliveryStates)[number];

/** How far a delivery is; a state that this page does not know stands as it came. */
export function stateOf(t: Translate, state: DeliveryLineFragment["state"]): { tone: Tone; word: string } {
  const known = states[state];
  return known === undefined ? { tone: "off", word: state } : { tone: known.tone, word: t(known.words) };
}

const failures: Readonly<Record<string, MessageId>> = {
  UNREACHABLE: "hooks.failure.UNREACHABLE",
  TIMED_OUT: "hooks.failure.TIMED_OUT",
  REDIRECTED: "hooks.failure.REDIRECTED",
  REFUSED: "hooks.failure.REFUSED",
  BUSY: "hooks.failure.BUSY",
  GONE: "hooks.failure.GONE",
  ENDPOINT_DISABLED: "hooks.failure.ENDPOINT_DISABLED",
};

/** How its last try went, in a sentence. */
export function outcomeOf(t: Translate, { failure, lastStatus, attempts }: DeliveryLineFragment): string {
  if (failure !== null) return t(failures[failure] ?? "hooks.failure.other", { status: lastStatus ?? "" });
  if (lastStatus !== null) return t("hooks.answered", { status: lastStatus });
  return t(attempts === 0 ? "hooks.notYet" : "hooks.failure.other");
}

const ends: Readonly<Record<string, MessageId>> = {
  GONE: "hooks.end.GONE",
  FAILING: "hooks.end.FAILING",
  PERSON: "hooks.end.PERSON",
};

/** What an endpoint does now, in a word, and why in a sentence. */
export function endpointState(
  t: Translate,
  endpoint: EndpointFactsFragment,
  locale: string,
): { tone: Tone; word: string; why: string | null } {
  const { enabled, disabledBecause, disabledAt, failingSince } = endpoint;
  const time = (at: string | null) => (at === null ? "" : formatMoment(at, locale));
  if (!enabled) {
    const why = t(ends[disabledBecause ?? ""] ?? "hooks.end.other", { time: time(disabledAt) });
    return { tone: disabledBecause === "PERSON" ? "off" : "bad", word: t("hooks.disabled"), why };
  }
  if (failingSince !== null) return { tone: "warn", word: t("hooks.failing"), why: t("hooks.failing.words", { time: time(failingSince) }) };
  return { tone: "ok", word: t("hooks.enabled"), why: null };
}

export function typesWords(t: Translate, { allTypes, types }: EndpointFactsFragment): string {
  return allTypes ? t("hooks.types.all") : t("hooks.types.some", { count: types.length });
}
