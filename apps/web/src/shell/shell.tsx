import { AppShell, Button, ErrorState, type NavGroup } from "@relink/ui";
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { toRefusal } from "../api/refusal.ts";
import { ShellDocument, type ShellQuery } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { AccountMenu } from "./account-menu.tsx";
import { CrashGuard } from "./crash-guard.tsx";
import { RouterLink } from "./link.tsx";
import { OfflineBar } from "./offline-bar.tsx";
import { PageError } from "./page-error.tsx";
import { ShellSkeleton } from "./shell-skeleton.tsx";
import { useLiveEvents } from "./use-live-events.ts";
import { canManageAccess, managesWorkspace, type Viewer, ViewerProvider } from "./viewer.tsx";

/** Reads who is here and where the log stands before any page reads its lists, so that nothing falls between. */
export function Shell() {
  const place = useLocation();
  const { data, error, refetch } = useKeptQuery(ShellDocument, { errorPolicy: "all" });
  // A refused viewer empties the whole answer, whatever its type says.
  const answer: ShellQuery | null = data ?? null;
  const viewer = answer === null ? null : toPerson(answer.viewer);
  if (answer !== null && viewer !== null) return <SignedIn viewer={viewer} logHead={answer.logHead} />;
  if (error === undefined) return <ShellSkeleton />;
  if (toRefusal(error).code === "UNAUTHENTICATED") {
    return <Navigate to={`${paths.signIn}?next=${encodeURIComponent(place.pathname + place.search)}`} replace />;
  }
  return <PageError heading="h1" error={error} onRetry={() => void refetch()} />;
}

function toPerson(viewer: ShellQuery["viewer"]): Viewer | null {
  return viewer.member === null ? null : { ...viewer, member: viewer.member };
}

function useGroups(viewer: Viewer): NavGroup[] {
  const { t } = useTranslate();
  const { pathname } = useLocation();
  const isUnder = (path: string) => pathname === path || pathname.startsWith(`${path}/`);
  const overview = { to: paths.overview, label: t("nav.overview"), icon: "overview", current: isUnder(paths.overview) } as const;
  const inbox = { to: paths.inboxes, label: t("nav.inbox"), icon: "inbox", current: isUnder(paths.inboxes) } as const;
  const migrations = { to: paths.migrations, label: t("nav.migrations"), icon: "move", current: isUnder(paths.migrations) } as const;
  const keys = { to: paths.apiKeys, label: t("nav.apiKeys"), icon: "key", current: pathname.startsWith(paths.apiKeys) } as const;
  const webhooks = { to: paths.webhooks, label: t("nav.webhooks"), icon: "hook", current: isUnder(paths.webhooks) } as const;
  const general = {
    to: paths.email,
    label: t("nav.general"),
    icon: "settings",
    current: pathname.startsWith("/settings") && !keys.current,
  } as const;
  return [
    { items: canManageAccess(viewer) ? [overview, inbox, migrations] : [overview, inbox] },
    {
      heading: { label: t("nav.settings"), icon: "settings" },
      items: managesWorkspace(viewer) ? [general, keys, webhooks] : [general],
    },
  ];
}

/** A page that comes after another one takes the focus: who can't see it is told, and Tab goes on from its beginning. */
function useFocusOnPage(pathname: string): void {
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById("main")?.focus();
  }, [pathname]);
}

function SignedIn({ viewer, logHead }: { viewer: Viewer; logHead: string }) {
  const { t } = useTranslate();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const groups = useGroups(viewer);
  useFocusOnPage(pathname);
  useLiveEvents({
    logHead,
    memberId: viewer.member.id,
    managesWorkspace: managesWorkspace(viewer),
    onSignedOut: () => void navigate(`${paths.signIn}?next=${encodeURIComponent(pathname)}`),
  });
  return (
    <ViewerProvider value={viewer}>
      <AppShell
        workspace={viewer.workspace.name}
        navLabel={t("nav.label")}
        skipLabel={t("nav.skip")}
        groups={groups}
        link={RouterLink}
        account={<AccountMenu />}
        bar={<OfflineBar />}
      >
        <CrashGuard key={pathname} fallback={<Crashed />}>
          <Suspense>
            <Outlet />
          </Suspense>
        </CrashGuard>
      </AppShell>
    </ViewerProvider>
  );
}

function Crashed(): ReactNode {
  const { t } = useTranslate();
  return (
    <ErrorState
      title={t("error.page")}
      action={
        <Button variant="primary" onClick={() => location.reload()}>
          {t("error.reload")}
        </Button>
      }
    >
      {t("error.crashed")}
    </ErrorState>
  );
}
