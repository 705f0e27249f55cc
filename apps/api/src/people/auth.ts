import { betterAuth } from "better-auth";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { deriveKey, type KeyRing } from "../platform/key-ring.ts";

export interface PasswordReset {
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  /** Where the person chooses a new password; works once, for an hour. */
  readonly url: string;
}

export interface AuthOptions {
  readonly pool: pg.Pool;
  readonly keyRing: KeyRing;
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly sendPasswordReset: (reset: PasswordReset) => Promise<void>;
  readonly onError: (message: string) => void;
}

const day = 24 * 60 * 60;
export const sessionSeconds = 30 * day;
export const shortestPassword = 10;

/** The library decides nothing about roles: our domain does. It only has to know that they exist. */
function rolesWithoutRights() {
  const access = createAccessControl({ workspace: [] });
  const role = access.newRole({ workspace: [] });
  return { ac: access, roles: { SUPER_ADMIN: role, ADMIN: role, MEMBER: role } };
}

/** Organisation = workspace: the library's model under our tables' names. */
function workspacePlugin() {
  return organization({
    ...rolesWithoutRights(),
    creatorRole: "SUPER_ADMIN",
    allowUserToCreateOrganization: false,
    schema: {
      session: { fields: { activeOrganizationId: "active_workspace_id" } },
      organization: { modelName: "workspace", fields: { createdAt: "created_at" } },
      member: { fields: { organizationId: "workspace_id", userId: "user_id", createdAt: "joined_at" } },
      invitation: {
        fields: {
          organizationId: "workspace_id",
          inviterId: "invited_by",
          expiresAt: "expires_at",
          createdAt: "created_at",
        },
      },
    },
  });
}

function tableNames() {
  const times = { createdAt: "created_at", updatedAt: "updated_at" };
  return {
    user: {
      modelName: "user_account",
      fields: { ...times, emailVerified: "email_verified" },
      additionalFields: { locale: { type: "string", required: false, input: false, defaultValue: "en" } },
    },
    session: {
      modelName: "session",
      fields: { ...times, expiresAt: "expires_at", ipAddress: "ip_address", userAgent: "user_agent", userId: "user_id" },
      expiresIn: sessionSeconds,
      updateAge: day,
    },
    account: {
      modelName: "account_credential",
      fields: {
        ...times,
        accountId: "account_id",
        providerId: "provider_id",
        userId: "user_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
      },
    },
    verification: { modelName: "verification", fields: { ...times, expiresAt: "expires_at" } },
  } as const;
}

/** Sign-in by e-mail address and password. Nobody signs up here: people are invited, or made by `relink init`. */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    ...tableNames(),
    appName: "Relink",
    baseURL: options.publicUrl,
    basePath: "/api/auth",
    secret: deriveKey(options.keyRing, "sign-in").toString("base64"),
    database: options.pool,
    trustedOrigins: [...options.trustedOrigins],
    telemetry: { enabled: false },
    logger: { level: "error", log: (_level, message) => options.onError(message) },
    plugins: [workspacePlugin()],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: 256,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 60 * 60,
      sendResetPassword: async ({ user, token }) => {
        const locale = "locale" in user && user.locale === "pl" ? "pl" : "en";
        // After the #, so that the token is in no server's log.
        const url = `${options.publicUrl}/reset-password#${token}`;
        await options.sendPasswordReset({ email: user.email, name: user.name, locale, url });
      },
    },
    // Counted per address and per person by our own route, which only counts refusals.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "relink",
      useSecureCookies: options.publicUrl.startsWith("https://"),
      database: { generateId: () => uuidv7() },
      ipAddress: { ipAddressHeaders: ["x-relink-client-address"] },
      // The library leaves both checks out when it believes that it is under test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;
