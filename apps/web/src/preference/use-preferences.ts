import { useMutation } from "@apollo/client/react";
import { useAnnounce } from "@relink/ui";
import { useEffect, useRef, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type Refusal, toRefusal } from "../api/refusal.ts";
import { NotificationPreferencesDocument, type PreferencesFragment, UpdateNotificationPreferencesDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";

export type Settings = Omit<PreferencesFragment, "__typename">;
export type Setting = keyof Settings;

/** The newest change: what stood there before, and how it went. */
export type Change = { setting: Setting; before: Partial<Settings>; refusal: Refusal | null; busy: boolean };

/** They may be changed elsewhere, by a link in a mail say: who comes back to the page sees how they stand. */
export function usePreferences() {
  const { data, error, refetch } = useKeptQuery(NotificationPreferencesDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  useEffect(() => {
    const look = () => (document.visibilityState === "visible" ? void refetch().catch(() => undefined) : undefined);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [refetch]);
  return { stored: data?.notificationPreferences ?? null, error, refetch };
}

/** Saves one change after the other. What waits for its answer is shown as if it were saved; what is refused goes back. */
export function useSaving(stored: Settings) {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const [update] = useMutation(UpdateNotificationPreferencesDocument);
  const [waiting, setWaiting] = useState<Partial<Settings>>({});
  const [last, setLast] = useState<Change | null>(null);
  const queue = useRef(Promise.resolve(true));
  async function send(change: Partial<Settings>, setting: Setting): Promise<boolean> {
    const settle = (refusal: Refusal | null): boolean => {
      setWaiting((known) => {
        const { [setting]: _, ...others } = known;
        return others;
      });
      setLast((known) => (known?.setting === setting ? { ...known, refusal, busy: false } : known));
      return refusal === null;
    };
    try {
      await update({ variables: { input: change } });
      announce({ words: t("prefs.saved"), quiet: true });
      return settle(null);
    } catch (error) {
      return settle(toRefusal(error));
    }
  }
  function save<Name extends Setting>(setting: Name, value: Settings[Name]): Promise<boolean> {
    const change: Partial<Settings> = { [setting]: value };
    setLast({ setting, before: { [setting]: stored[setting] }, refusal: null, busy: true });
    setWaiting((known) => ({ ...known, ...change }));
    queue.current = queue.current.then(() => send(change, setting));
    return queue.current;
  }
  return { shown: { ...stored, ...waiting }, save, last };
}

export type Saving = ReturnType<typeof useSaving>;
