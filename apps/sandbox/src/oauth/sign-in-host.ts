/** The two providers that people sign in at. */
export const signInHosts = ["google", "microsoft"] as const;
export type SignInHost = (typeof signInHosts)[number];

export function isSignInHost(value: string): value is SignInHost {
  return value === "google" || value === "microsoft";
}

export const googleMailScope = "https://mail.google.com/";
export const microsoftImapScope = "https://outlook.office.com/IMAP.AccessAsUser.All";
export const microsoftSmtpScope = "https://outlook.office.com/SMTP.Send";

export type HostProfile = {
  readonly host: SignInHost;
  /** The name in headings. */
  readonly title: string;
  readonly scopes: readonly string[];
  /** Scope to the claims that it opens. */
  readonly claims: Record<string, string[]>;
  readonly imapScope: string;
  readonly smtpScope: string;
  /** Scope to the sentence that the consent page says about it. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Seconds, before the time scale. */
  readonly accessTokenLife: number;
  readonly refreshTokenLife: number;
};

export const hostProfiles: Readonly<Record<SignInHost, HostProfile>> = {
  google: {
    host: "google",
    title: "Google",
    scopes: ["openid", "email", "profile", googleMailScope],
    claims: { openid: ["sub"], email: ["email", "email_verified", "hd"], profile: ["name"] },
    imapScope: googleMailScope,
    smtpScope: googleMailScope,
    permissions: {
      email: "See your e-mail address",
      profile: "See your name",
      [googleMailScope]: "Read, compose, send and permanently delete all your e-mail",
    },
    accessTokenLife: 3600,
    // Google ends a refresh token that was not used for six months.
    refreshTokenLife: 180 * 86_400,
  },
  microsoft: {
    host: "microsoft",
    title: "Microsoft",
    scopes: ["openid", "profile", "email", "offline_access", microsoftImapScope, microsoftSmtpScope],
    claims: { openid: ["sub", "tid", "oid"], email: ["email"], profile: ["name", "preferred_username"] },
    imapScope: microsoftImapScope,
    smtpScope: microsoftSmtpScope,
    permissions: {
      profile: "View your basic profile",
      offline_access: "Maintain access to data you have given it access to",
      [microsoftImapScope]: "Read and write access to your mail by IMAP",
      [microsoftSmtpScope]: "Send mail on your behalf by SMTP",
    },
    accessTokenLife: 3600,
    refreshTokenLife: 90 * 86_400,
  },
};
