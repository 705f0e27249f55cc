import { Arg, Ctx, Query, Resolver } from "type-graphql";
import type { EmailAddress } from "@relink/domain";
import type { Context } from "../context.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { readerOf } from "../people/viewer-of.ts";
import { valueOf } from "../platform/outcome.ts";
import { EmailAddressScalar } from "../platform/scalars.ts";
import type { DiscoverMailSettings } from "./discover-mail-settings.ts";
import { MailSettingsType } from "./discovery.type.ts";

@Resolver()
export class DiscoveryResolver {
  private readonly discover: DiscoverMailSettings;

  constructor(discover: DiscoverMailSettings) {
    this.discover = discover;
  }

  @Query(() => MailSettingsType, {
    nullable: true,
    description:
      "What an address needs in order to connect: its provider, and IMAP/SMTP settings where they can be found. Answers within 5 s; 30 a minute for each caller.",
  })
  async discoverMailSettings(
    @Ctx() context: Context,
    @Arg("address", () => EmailAddressScalar, { description: "The address that is to be connected." }) address: string,
  ): Promise<MailSettingsType> {
    // The scalar has judged it.
    const found = valueOf(await this.discover(readerOf(context), address as EmailAddress));
    return { ...found, reconnectable: found.reconnectable && presentInbox(found.reconnectable) };
  }
}
