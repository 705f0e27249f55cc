import "../sign-in/sign-in.css";
import "./link.css";
import { Card } from "@relink/ui";
import type { ReactNode } from "react";
import { Brand } from "../sign-in/brand.tsx";
import { LanguageLine } from "../sign-in/language-line.tsx";

/** A page without sign-in: one card, and the languages to read it in. */
export function LinkFrame({ children }: { children: ReactNode }) {
  return (
    <main className="sign-in">
      <div>
        <Brand />
        <Card>
          <div className="link">{children}</div>
        </Card>
        <LanguageLine />
      </div>
    </main>
  );
}
