import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { MigrationFactsFragment, MigrationItemRowFragment, Provider } from "../gql/graphql.ts";
import type { Translate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";

type State = Exclude<MigrationFactsFragment["state"], "%future added value">;
type ItemState = Exclude<MigrationItemRowFragment["state"], "%future added value">;

const states = {
  SUSPECTED: { word: "migration.state.SUSPECTED", words: "migration.words.SUSPECTED", tone: "warn" },
  CONFIRMED: { word: "migration.state.CONFIRMED", words: "migration.words.CONFIRMED", tone: "bad" },
  RUNNING: { word: "migration.state.RUNNING", words: "migration.words.RUNNING", tone: "warn" },
  COMPLETED: { word: "migration.state.COMPLETED", words: "migration.words.COMPLETED", tone: "ok" },
  DISMISSED: { word: "migration.state.DISMISSED", words: "migration.words.DISMISSED", tone: "off" },
} as const satisfies Record<State, { word: MessageId; words: MessageId; tone: Tone }>;

const itemStates = {
  WAITING: { word: "migration.item.WAITING", tone: "off" },
  INVITED: { word: "migration.item.INVITED", tone: "warn" },
  RECONNECTED: { word: "migration.item.RECONNECTED", tone: "ok" },
  SKIPPED: { word: "migration.item.SKIPPED", tone: "off" },
} as const satisfies Record<ItemState, { word: MessageId; tone: Tone }>;

export const knownItemStates = Object.keys(itemStates) as ItemState[];

export type StateWords = { word: string; words: string; tone: Tone };

export function toMigrationWords(t: Translate, { state, toProvider }: Pick<MigrationFactsFragment, "state" | "toProvider">): StateWords {
  if (state === "%future added value") return { word: state, words: "", tone: "off" };
  const { word, words, tone } = states[state];
  return { word: t(word), words: t(words, { to: placeWord(t, toProvider) }), tone };
}

export function toItemWords(t: Translate, state: MigrationItemRowFragment["state"]): { word: string; tone: Tone } {
  if (state === "%future added value") return { word: state, tone: "off" };
  return { word: t(itemStates[state].word), tone: itemStates[state].tone };
}

/** A provider as a place that mail moves from or to: nobody moves "to IMAP". */
export function placeWord(t: Translate, provider: Provider): string {
  return provider === "IMAP" ? t("migration.imap") : providerName(t, provider);
}

export function toRoute(t: Translate, { fromProvider, toProvider }: Pick<MigrationFactsFragment, "fromProvider" | "toProvider">): string {
  return t("migration.route", { from: placeWord(t, fromProvider), to: placeWord(t, toProvider) });
}

/** Whether something is still waited for. */
export function isUnderWay({ state }: Pick<MigrationFactsFragment, "state">): boolean {
  return state === "SUSPECTED" || state === "CONFIRMED" || state === "RUNNING";
}
