import { Banner } from "@relink/ui";
import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/translate.ts";
import { useLost } from "./use-online.ts";

/** Catching up within a second (ms) is not worth a word. */
const silence = 1000;

export function OfflineBar() {
  const { t } = useTranslate();
  const lost = useLost();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) return setShown(false);
    const timer = setTimeout(() => setShown(true), silence);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  return (
    <Banner tone="warn" title={t("offline.title")} edge>
      {t("offline.words")}
    </Banner>
  );
}
