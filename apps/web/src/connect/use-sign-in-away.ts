import { useState } from "react";
import { useLocation } from "react-router";
import { paths } from "../routes.ts";
import type { SignInProvider } from "./provider-choice.ts";

/** Trying again from the result's page must lead on, not back to that page. otherwise: where to, then. */
export function useBack(otherwise: string): string {
  const { pathname } = useLocation();
  return pathname === paths.connectResult ? otherwise : pathname;
}

/** Goes to the provider, and knows the page that the person comes back to. */
export function useSignInAway(back: string) {
  const [leaving, setLeaving] = useState(false);
  return {
    leaving,
    toReturn: (provider: SignInProvider): string =>
      `${location.origin}${paths.connectResult}?${new URLSearchParams({ back, provider }).toString()}`,
    leave(authorizationUrl: string): void {
      setLeaving(true);
      location.assign(authorizationUrl);
    },
  };
}
