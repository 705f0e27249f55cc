import type sentences from "./i18n/locales/en.json";
import type telling from "./i18n/locales/telling-en.json";
import type seldom from "./i18n/locales/seldom-en.json";
import type watching from "./i18n/locales/watching-en.json";

declare module "@lingui/core" {
  interface Register {
    messageIds: keyof typeof sentences | keyof typeof telling | keyof typeof seldom | keyof typeof watching;
  }
}
