import { lazy, Suspense } from "react";
import { Navigate, Route, Routes } from "react-router";
import { paths } from "./routes.ts";
import { Shell } from "./shell/shell.tsx";

const EmailPage = lazy(() => import("./inbox/email-page.tsx").then((part) => ({ default: part.EmailPage })));
const SharedInboxesPage = lazy(() =>
  import("./shared-inbox/shared-inboxes-page.tsx").then((part) => ({ default: part.SharedInboxesPage })),
);
const ChannelsPage = lazy(() => import("./shared-inbox/channels-page.tsx").then((part) => ({ default: part.ChannelsPage })));
const OneInboxPage = lazy(() => import("./inbox/one-inbox-page.tsx").then((part) => ({ default: part.OneInboxPage })));
const ConnectResultPage = lazy(() => import("./connect/connect-result-page.tsx").then((part) => ({ default: part.ConnectResultPage })));
const LinkPage = lazy(() => import("./link/link-page.tsx").then((part) => ({ default: part.LinkPage })));
const ReceiptPage = lazy(() => import("./receipt/receipt-page.tsx").then((part) => ({ default: part.ReceiptPage })));
const ApiKeysPage = lazy(() => import("./api-key/api-keys-page.tsx").then((part) => ({ default: part.ApiKeysPage })));
const NotFoundPage = lazy(() => import("./shell/not-found-page.tsx").then((part) => ({ default: part.NotFoundPage })));
const SignInPage = lazy(() => import("./sign-in/sign-in-page.tsx").then((part) => ({ default: part.SignInPage })));

export function App() {
  return (
    <Suspense>
      <Routes>
        <Route path={paths.signIn} element={<SignInPage />} />
        <Route path={paths.reconnectLink} element={<LinkPage />} />
        <Route path={paths.itRequest} element={<LinkPage />} />
        <Route element={<Shell />}>
          <Route index element={<Navigate to={paths.email} replace />} />
          <Route path="/settings" element={<Navigate to={paths.email} replace />} />
          <Route path={paths.email} element={<EmailPage />} />
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
