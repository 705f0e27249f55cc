export { Announcer, useAnnounce } from "./announcer.tsx";
export {
  AccountButton,
  AppShell,
  Breadcrumbs,
  type Crumb,
  type LinkProps,
  type NavGroup,
  PageHead,
  PageMain,
  PageTabs,
  PageTools,
  TopBar,
} from "./app-shell.tsx";
export { Badge, Count, type Tone } from "./badge.tsx";
export { Button, ButtonLink, IconButton } from "./button.tsx";
export { EndCard, EndCards, FactList, GuideSteps, type NamedFact, PlainList } from "./end-card.tsx";
export { CheckLine, PasswordField, RadioCards, RadioList, Select, TextField } from "./field.tsx";
export { Icon } from "./icon.tsx";
export { RelativeTime } from "./relative-time.tsx";
export { Row, RowList, RowListSkeleton } from "./row-list.tsx";
export { Banner, Card, EmptyState, ErrorState, Skeleton } from "./surface.tsx";
export { type EndsState, TwoEnds } from "./two-ends.tsx";
