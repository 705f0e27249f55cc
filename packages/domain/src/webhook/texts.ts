import type { EndpointEnd } from "./endpoint.ts";
import type { WebhookFailure } from "./answer.ts";

/** What failed, and what to do, in a sentence. `status`: the endpoint's answer. */
export function explainWebhookFailure(failure: WebhookFailure, status: number | null): string {
  switch (failure) {
    case "UNREACHABLE":
      return "The endpoint could not be reached: its address must be public, and its certificate valid.";
    case "TIMED_OUT":
      return "The endpoint did not answer in time: it should answer at once, and do its work afterwards.";
    case "REDIRECTED":
      return `The endpoint redirects (${status ?? "3xx"}): redirects are not followed, so give the address that it leads to.`;
    case "REFUSED":
      return `The endpoint answered ${status ?? "with an error"}: anything but 2xx is a failure.`;
    case "BUSY":
      return `The endpoint answered ${status ?? 503}: it can't take more now, and is given time.`;
    case "GONE":
      return "The endpoint answered 410: it wants nothing more, and was disabled.";
    case "ENDPOINT_DISABLED":
      return "The endpoint was disabled before this arrived: enable it, and redeliver.";
  }
}

export function explainEndpointEnd(end: EndpointEnd): string {
  switch (end) {
    case "GONE":
      return "It answered 410: it wants nothing more.";
    case "FAILING":
      return "Nothing arrived there for 5 days.";
    case "PERSON":
      return "It was disabled by a person or an API key.";
  }
}
