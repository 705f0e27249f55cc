import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { ApiKeyCreatedType, ApiKeyType, presentApiKey } from "./api-key.type.ts";
import { createApiKey, listApiKeys, revokeApiKey, type ApiKeyNeeds } from "./manage-api-keys.ts";

const scopesText = "What it may do: of inboxes:read, inboxes:write, migrations:write, credentials:issue, webhooks:write, events:subscribe.";

@Resolver()
export class ApiKeyResolver {
  private readonly needs: ApiKeyNeeds;

  constructor(needs: ApiKeyNeeds) {
    this.needs = needs;
  }

  @Query(() => [ApiKeyType], {
    nullable: true,
    description: "The workspace's API keys that are not revoked, newest first; for super admins. 100 at most.",
  })
  async apiKeys(@Ctx() context: Context): Promise<readonly ApiKeyType[]> {
    return valueOf(await listApiKeys(this.needs, callerOf(context))).map(presentApiKey);
  }

  @Mutation(() => ApiKeyCreatedType, { nullable: true, description: "Makes an API key; by a super admin. The key is shown this once." })
  async createApiKey(
    @Ctx() context: Context,
    @Arg("name", () => String, { description: "What it is for: 1 to 80 characters." }) name: string,
    @Arg("scopes", () => [String], { description: scopesText }) scopes: string[],
    @Arg("expiresAt", () => DateTimeScalar, { nullable: true, description: "When it ends by itself; by default it does not." })
    expiresAt?: Date | null,
  ): Promise<ApiKeyCreatedType> {
    const { stored, key } = valueOf(await createApiKey(this.needs, callerOf(context), { name, scopes, expiresAt: expiresAt ?? null }));
    return { apiKey: presentApiKey(stored), key };
  }

  @Mutation(() => ID, { nullable: true, description: "Ends a key at once, also what it follows live; by a super admin." })
  async revokeApiKey(@Ctx() context: Context, @Arg("id", () => ID, { description: "The key." }) id: string): Promise<string> {
    valueOf(await revokeApiKey(this.needs, callerOf(context), parseGlobalId("key", id)));
    return id;
  }
}
