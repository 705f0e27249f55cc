import { Skeleton } from "@relink/ui";
import { type ReactNode, useEffect } from "react";
import { useLocation } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { LinkPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { PageError } from "../shell/page-error.tsx";
import { ItRequest } from "./it-request.tsx";
import { LinkEnded } from "./link-ended.tsx";
import { LinkFrame } from "./link-frame.tsx";
import { LinkHead } from "./link-head.tsx";
import { useFollowLink } from "./use-follow-link.ts";
import { readToken } from "./link-token.ts";
import type { OpenedLink } from "./opened-link.ts";
import { ReconnectByLink } from "./reconnect-by-link.tsx";

/** A page without sign-in: one address, and one thing to do. Opening it spends nothing. */
export function LinkPage() {
  const { t, locale } = useTranslate();
  const { hash } = useLocation();
  const token = readToken(hash);
  // Not cached: what stands here belongs to whoever holds the token, and to nobody who comes after.
  const { data, error, refetch } = useKeptQuery(LinkPageDocument, {
    variables: { token: token ?? "", locale },
    skip: token === null,
    fetchPolicy: "no-cache",
    errorPolicy: "all",
  });
  useEffect(() => {
    document.title = `${t("link.crumb")} · Relink`;
  }, [t]);
  const link = data?.link ?? null;
  useFollowLink(token, link, refetch);
  if (token !== null && link !== null) return <Opened token={token} link={link} onMoved={() => void refetch()} />;
  if (error !== undefined) return toFrame(<PageError heading="h1" error={error} onRetry={() => void refetch()} />);
  if (token !== null && data === undefined) return toFrame(<Skeleton height={200} />);
  return (
    <LinkFrame>
      <LinkHead title={t("link.none")}>{t("link.none.words")}</LinkHead>
    </LinkFrame>
  );
}

type OpenedProps = { token: string; link: OpenedLink; onMoved: () => void };

function Opened({ token, link, onMoved }: OpenedProps) {
  if (link.state !== "OPEN" || link.address === null) {
    return (
      <LinkFrame>
        <LinkEnded link={link} />
      </LinkFrame>
    );
  }
  const open = { ...link, address: link.address };
  return (
    <LinkFrame>
      {link.kind === "IT_REQUEST" ? (
        <ItRequest token={token} link={open} onMoved={onMoved} />
      ) : (
        <ReconnectByLink token={token} link={open} onMoved={onMoved} />
      )}
    </LinkFrame>
  );
}

function toFrame(children: ReactNode): ReactNode {
  return <LinkFrame>{children}</LinkFrame>;
}
