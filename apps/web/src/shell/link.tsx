import type { LinkProps } from "@relink/ui";
import { Link } from "react-router";

/** The router's link in the shape that the components of packages/ui ask for. */
export function RouterLink(props: LinkProps) {
  return <Link {...props} />;
}
