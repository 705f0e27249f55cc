import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { memberOf } from "../people/viewer-of.ts";
import type { NotificationContext } from "./notification.ports.ts";
import type { PreferenceStore } from "./preference.store.ts";
import { NotificationPreferencesInput, NotificationPreferencesType } from "./preferences.type.ts";
import { readPreferences, updatePreferences } from "./update-preferences.ts";

@Resolver()
export class PreferencesResolver {
  private readonly store: PreferenceStore;

  constructor(store: PreferenceStore) {
    this.store = store;
  }

  @Query(() => NotificationPreferencesType, {
    nullable: true,
    description: "How the viewer wants to be told. A person's own: FORBIDDEN for API keys.",
  })
  notificationPreferences(@Ctx() context: NotificationContext): Promise<NotificationPreferencesType> {
    return readPreferences(this.store, memberOf(context));
  }

  @Mutation(() => NotificationPreferencesType, {
    nullable: true,
    description: "Changes how the viewer is told; a mail that is on its way already still comes.",
  })
  updateNotificationPreferences(
    @Ctx() context: NotificationContext,
    @Arg("input", () => NotificationPreferencesInput, { description: "What changes." }) input: NotificationPreferencesInput,
  ): Promise<NotificationPreferencesType> {
    return updatePreferences(this.store, memberOf(context), input);
  }
}
