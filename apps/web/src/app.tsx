import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";
import { type Catalogue, needSentences } from "./i18n/language.ts";
import { paths } from "./routes.ts";
import { Shell } from "./shell/shell.tsx";

const OverviewPage = lazy(() =>
  withSentences("watching", import("./overview/overview-page.tsx")).then((part) => ({ default: part.OverviewPage })),
);
const MigrationsPage = lazy(() =>
  withSentences("watching", import("./migration/migrations-page.tsx")).then((part) => ({ default: part.MigrationsPage })),
);
const MigrationPage = lazy(() =>
  withSentences("watching", import("./migration/migration-page.tsx")).then((part) => ({ default: part.MigrationPage })),
);
const EmailPage = lazy(() => import("./inbox/email-page.tsx").then((part) => ({ default: part.EmailPage })));
const EveryonesEmailPage = lazy(() => import("./inbox/everyones-email-page.tsx").then((part) => ({ default: part.EveryonesEmailPage })));
const SharedInboxesPage = lazy(() =>
  import("./shared-inbox/shared-inboxes-page.tsx").then((part) => ({ default: part.SharedInboxesPage })),
);
const ChannelsPage = lazy(() => import("./shared-inbox/channels-page.tsx").then((part) => ({ default: part.ChannelsPage })));
const OneInboxPage = lazy(() => import("./inbox/one-inbox-page.tsx").then((part) => ({ default: part.OneInboxPage })));
const ConnectResultPage = lazy(() =>
  withSentences("seldom", import("./connect/connect-result-page.tsx")).then((part) => ({ default: part.ConnectResultPage })),
);
const LinkPage = lazy(() => withSentences("seldom", import("./link/link-page.tsx")).then((part) => ({ default: part.LinkPage })));
const ReceiptPage = lazy(() =>
  withSentences("seldom", import("./receipt/receipt-page.tsx")).then((part) => ({ default: part.ReceiptPage })),
);
const NotificationsPage = lazy(() =>
  withSentences("telling", import("./notification/notifications-page.tsx")).then((part) => ({ default: part.NotificationsPage })),
);
const PreferencesPage = lazy(() =>
  withSentences("telling", import("./preference/preferences-page.tsx")).then((part) => ({ default: part.PreferencesPage })),
);
const UnsubscribePage = lazy(() =>
  withSentences("telling", import("./unsubscribe/unsubscribe-page.tsx")).then((part) => ({ default: part.UnsubscribePage })),
);
const WebhooksPage = lazy(() =>
  withSentences("telling", import("./webhook/webhooks-page.tsx")).then((part) => ({ default: part.WebhooksPage })),
);
const EndpointPage = lazy(() =>
  withSentences("telling", import("./webhook/endpoint-page.tsx")).then((part) => ({ default: part.EndpointPage })),
);
const ApiKeysPage = lazy(() =>
  withSentences("seldom", import("./api-key/api-keys-page.tsx")).then((part) => ({ default: part.ApiKeysPage })),
);
const NotFoundPage = lazy(() => import("./shell/not-found-page.tsx").then((part) => ({ default: part.NotFoundPage })));
const SignInPage = lazy(() => import("./sign-in/sign-in-page.tsx").then((part) => ({ default: part.SignInPage })));

/** A page that has sentences of its own. */
async function withSentences<Part>(catalogue: Catalogue, page: Promise<Part>): Promise<Part> {
  await needSentences(catalogue);
  return page;
}

export function App() {
  return (
    <Suspense>
      <Routes>
        <Route path={paths.signIn} element={<SignInPage />} />
        <Route path={paths.reconnectLink} element={<LinkPage />} />
        <Route path={paths.itRequest} element={<LinkPage />} />
        <Route path={paths.unsubscribe} element={<UnsubscribePage />} />
        <Route element={<Shell />}>
          <Route index element={<Navigate to={paths.email} replace />} />
          <Route path="/settings" element={<Navigate to={paths.email} replace />} />
          <Route path={paths.overview} element={<OverviewPage />} />
          <Route path={paths.migrations} element={<MigrationsPage />} />
          <Route path={paths.migration} element={<MigrationPage />} />
          <Route path={paths.email} element={<EmailPage />} />
          <Route path={paths.everyonesEmail} element={<EveryonesEmailPage />} />
          <Route path={paths.preferences} element={<PreferencesPage />} />
          <Route path={paths.notifications} element={<NotificationsPage />} />
          <Route path={paths.webhooks} element={<WebhooksPage />} />
          <Route path={paths.webhook} element={<EndpointPage />} />
          <Route path={paths.apiKeys} element={<ApiKeysPage />} />
          <Route path={paths.inboxes} element={<SharedInboxesPage />} />
          <Route path={paths.channels} element={<ChannelsPage />} />
          <Route path={paths.inbox} element={<OneInboxPage />} />
          <Route path={paths.connectResult} element={<ConnectResultPage />} />
          <Route path={paths.receipt} element={<ReceiptPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
