import "@relink/ui/styles.css";
import { ApolloProvider } from "@apollo/client/react";
import { I18nProvider } from "@lingui/react";
import { Announcer } from "@relink/ui";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { createApi } from "./apollo.ts";
import { App } from "./app.tsx";
import { findLanguage, i18n, speak } from "./i18n/language.ts";
import { findTheme, showTheme } from "./shell/theme.ts";
import { SessionProvider } from "./sign-in/session.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

showTheme(findTheme());
await speak(findLanguage());
const api = createApi();

createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <ApolloProvider client={api.client}>
        <SessionProvider api={api}>
          <Announcer>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </Announcer>
        </SessionProvider>
      </ApolloProvider>
    </I18nProvider>
  </StrictMode>,
);
