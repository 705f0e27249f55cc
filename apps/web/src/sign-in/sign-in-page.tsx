import "./sign-in.css";
import { Banner, Button, Card, PasswordField, TextField } from "@relink/ui";
import { type FormEvent, useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { toBackPath } from "../routes.ts";
import { Brand } from "./brand.tsx";
import { LanguageLine } from "./language-line.tsx";
import { type SignInOutcome, useSession } from "./session.tsx";

const failures = {
  wrong: "signIn.wrong",
  "too-many": "signIn.tooMany",
  unreachable: "error.NETWORK",
} as const satisfies Record<Exclude<SignInOutcome, "signed-in">, string>;

type Failure = keyof typeof failures;

function useSignIn() {
  const session = useSession();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    const outcome = await session.signIn(String(form.get("email")).trim(), String(form.get("password")));
    setBusy(false);
    if (outcome === "signed-in") await navigate(toBackPath(search.get("next")), { replace: true });
    else setFailure(outcome);
  }
  return { submit, busy, failure };
}

export function SignInPage() {
  const { t } = useTranslate();
  useEffect(() => {
    document.title = `${t("signIn.title")} · Relink`;
  }, [t]);
  return (
    <main className="sign-in">
      <div>
        <Brand />
        <Card>
          <SignInForm />
        </Card>
        <LanguageLine />
      </div>
    </main>
  );
}

function SignInForm() {
  const { t } = useTranslate();
  const { submit, busy, failure } = useSignIn();
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      <div className="sign-in-head">
        <h1>{t("signIn.title")}</h1>
        <p>{t("signIn.words")}</p>
      </div>
      {failure === null ? null : (
        <Banner tone="bad" urgent>
          {t(failures[failure])}
        </Banner>
      )}
      <TextField label={t("signIn.email")} name="email" type="email" autoComplete="username" required autoFocus />
      <PasswordField
        label={t("signIn.password")}
        showLabel={t("password.show")}
        hideLabel={t("password.hide")}
        name="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" variant="primary" busy={busy}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
