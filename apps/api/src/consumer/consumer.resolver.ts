import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context.ts";
import { CheckPayloadType, presentCheck } from "../inbox/inbox-verbs.type.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { InboxCredentialsPayloadType } from "./consumer.type.ts";
import type { IssueCredentials } from "./issue-credentials.ts";
import type { ReportFailure } from "./report-failure.ts";

/** What programs do with an inbox's credentials. */
export interface ConsumerVerbs {
  readonly issue: IssueCredentials;
  readonly report: ReportFailure;
}

@Resolver()
export class ConsumerResolver {
  private readonly verbs: ConsumerVerbs;

  constructor(verbs: ConsumerVerbs) {
    this.verbs = verbs;
  }

  @Mutation(() => InboxCredentialsPayloadType, {
    nullable: true,
    description:
      "Credentials that work now, refreshed where needed. Scope credentials:issue; every issue is in the audit log, none is an event. 60 a minute for a key and inbox.",
  })
  async issueInboxCredentials(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
  ): Promise<InboxCredentialsPayloadType> {
    const { held, expiresAt, ...issued } = valueOf(await this.verbs.issue(callerOf(context), parseGlobalId("inbox", inboxId)));
    return { ...issued, inbox: presentInbox(held), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
  }

  @Mutation(() => CheckPayloadType, {
    nullable: true,
    description:
      "A consumer met a failure with this inbox's credentials: look now, don't wait for the next check. Scope credentials:issue; one a minute for an inbox.",
  })
  async reportInboxFailure(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
    @Arg("providerCode", () => String, { description: "The provider's own code, like AUTHENTICATIONFAILED; never its text." })
    providerCode: string,
  ): Promise<CheckPayloadType> {
    return presentCheck(valueOf(await this.verbs.report(callerOf(context), parseGlobalId("inbox", inboxId), providerCode)));
  }
}
