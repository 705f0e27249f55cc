import type sentences from "./i18n/locales/en.json";

declare module "@lingui/core" {
  interface Register {
    messageIds: keyof typeof sentences;
  }
}
