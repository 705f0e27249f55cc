import { useApolloClient } from "@apollo/client/react";
import { chooseLanguage, type Language } from "../i18n/language.ts";

/** Makes the application speak a language, also where the API words it. */
export function useSpeak(): (language: Language) => Promise<void> {
  const client = useApolloClient();
  return async (language) => {
    await chooseLanguage(language);
    await client.refetchQueries({ include: "active" });
  };
}
