import "../sign-in/sign-in.css";
import "./link.css";
import { useQuery } from "@apollo/client/react";
import { Card, Skeleton } from "@relink/ui";
import { type ReactNode, useEffect } from "react";
import { useLocation } from "react-router";
import { LinkPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { PageError } from "../shell/page-error.tsx";
import { LanguageLine } from "../sign-in/language-line.tsx";
import { ItRequest } from "./it-request.tsx";
import { LinkEnded } from "./link-ended.tsx";
import { LinkHead } from "./link-head.tsx";
import { readToken } from "./link-token.ts";
import type { OpenedLink } from "./opened-link.ts";
import { ReconnectByLink } from "./reconnect-by-link.tsx";

/** A page without sign-in: one address, and one thing to do. Opening it spends nothing. */
export function LinkPage() {
  const { t, locale } = useTranslate();
  const { hash } = useLocation();
  const token = readToken(hash);
  // Not cached: what stands here belongs to whoever holds the token, and to nobody who comes after.
  const { data, error, refetch } = useQuery(LinkPageDocument, {
    variables: { token: token ?? "", locale },
    skip: token === null,
    fetchPolicy: "no-cache",
    errorPolicy: "all",
  });
  useEffect(() => {
    document.title = `${t("link.crumb")} · Relink`;
  }, [t]);
  const link = data?.link ?? null;
  if (token !== null && link !== null) return <Opened token={token} link={link} onMoved={() => void refetch()} />;
  if (error !== undefined) return toFrame(<PageError heading="h1" error={error} onRetry={() => void refetch()} />);
  if (token !== null && data === undefined) return toFrame(<Skeleton height={200} />);
  return (
    <Frame>
      <LinkHead title={t("link.none")}>{t("link.none.words")}</LinkHead>
    </Frame>
  );
}

type OpenedProps = { token: string; link: OpenedLink; onMoved: () => void };

function Opened({ token, link, onMoved }: OpenedProps) {
  if (link.state !== "OPEN" || link.address === null) {
    return (
      <Frame>
        <LinkEnded link={link} />
      </Frame>
    );
  }
  const open = { ...link, address: link.address };
  return (
    <Frame>
      {link.kind === "IT_REQUEST" ? (
        <ItRequest token={token} link={open} onMoved={onMoved} />
      ) : (
        <ReconnectByLink token={token} link={open} onMoved={onMoved} />
      )}
    </Frame>
  );
}

function toFrame(children: ReactNode): ReactNode {
  return <Frame>{children}</Frame>;
}

function Frame({ children }: { children: ReactNode }) {
  return (
    <main className="sign-in">
      <div>
        <Card>
          <div className="link">{children}</div>
        </Card>
        <LanguageLine />
      </div>
    </main>
  );
}
