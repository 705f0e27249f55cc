import { useSyncExternalStore } from "react";
import { liveConnection } from "../api/live-connection.ts";
import { useTranslate } from "../i18n/translate.ts";

export function useLost(): boolean {
  return useSyncExternalStore(liveConnection.listen, () => liveConnection.get() === "lost");
}

/** Why an action has to wait, or undefined while it need not. */
export function useWaitReason(): string | undefined {
  const { t } = useTranslate();
  return useLost() ? t("offline.action") : undefined;
}
