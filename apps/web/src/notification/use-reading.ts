import { useAnnounce } from "@relink/ui";
import { toRefusal } from "../api/refusal.ts";
import type { BellItemFragment } from "../gql/graphql.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useMarkRead } from "../shell/use-mark-read.ts";

/** A button that goes away with its press leaves the focus at the row, or at the next where the row goes, too. */
function keepFocus(row: HTMLElement, goes: boolean): void {
  const next = goes ? (row.nextElementSibling ?? row.previousElementSibling) : row;
  const target = next instanceof HTMLElement ? next : document.getElementById("main");
  target?.focus();
}

/** Marks one, or all that are shown, as read; says so, or why not. */
export function useReading(unreadOnly: boolean) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const markRead = useMarkRead();
  async function read(items: readonly BellItemFragment[]): Promise<boolean> {
    try {
      await markRead(items.map((item) => item.id));
      return true;
    } catch (error) {
      announce({ words: refusalSentence(t, toRefusal(error)) });
      return false;
    }
  }
  return {
    async readOne(item: BellItemFragment, stays: boolean, row: HTMLElement | null): Promise<void> {
      if (stays && row !== null) keepFocus(row, unreadOnly);
      if ((await read([item])) && stays) announce({ words: t("notices.read.done", { title: item.title }), quiet: true });
    },
    async readAll(items: readonly BellItemFragment[]): Promise<void> {
      if (await read(items)) announce({ words: t("notices.readAll.done", { count: items.length }) });
    },
  };
}
