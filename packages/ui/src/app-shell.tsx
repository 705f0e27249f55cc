import "./app-shell.css";
import "./page.css";
import type { ComponentPropsWithRef, ComponentType, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type LinkProps = { to: string; className?: string; children: ReactNode; "aria-current"?: "page" | undefined };

export type NavItem = { to: string; label: string; icon: IconName; current: boolean };
/**
 * heading and icon: on a narrow screen the group is one place of the bar by this name, and its pages stand beside each
 * other at the top of each of them. So the bar holds as many pages as there will ever be.
 */
export type NavGroup = { heading?: { label: string; icon: IconName }; items: readonly NavItem[] };

export type AppShellProps = {
  workspace: string;
  navLabel: string;
  skipLabel: string;
  groups: readonly NavGroup[];
  /** The router's link: the shell knows no router. */
  link: ComponentType<LinkProps>;
  account: ReactNode;
  /** Bars over everything, such as the one that says that the page is offline. */
  bar?: ReactNode;
  children: ReactNode;
};

/** Side bar (232 px) and page; under 720 px the side bar becomes a bar at the bottom. */
export function AppShell({ workspace, navLabel, skipLabel, groups, link, account, bar, children }: AppShellProps) {
  return (
    <>
      <a className="rl-skip" href="#main">
        {skipLabel}
      </a>
      <div className="rl-shell">
        <nav className="rl-side" aria-label={navLabel}>
          <div className="rl-brand">
            <span className="rl-brand-mark" aria-hidden="true">
              {workspace.slice(0, 1).toUpperCase()}
            </span>
            {workspace}
          </div>
          <div className="rl-nav">
            {groups.map((group) => (
              <NavGroupList key={group.items[0]?.to ?? ""} group={group} link={link} />
            ))}
          </div>
          <div className="rl-account-slot">{account}</div>
        </nav>
        <div className="rl-page">
          {bar}
          <SectionTabs groups={groups} link={link} />
          {children}
        </div>
      </div>
    </>
  );
}

function NavGroupList({ group, link: Link }: { group: NavGroup; link: ComponentType<LinkProps> }) {
  const { heading, items } = group;
  return (
    <>
      {heading === undefined ? null : <div className="rl-nav-heading">{heading.label}</div>}
      <ul className={heading === undefined ? "rl-nav-list" : "rl-nav-list rl-nav-wide"} role="list">
        {items.map((item) => (
          <NavLine key={item.to} item={item} link={Link} />
        ))}
      </ul>
      {heading === undefined ? null : <ShortGroup group={group} {...heading} link={Link} />}
    </>
  );
}

function NavLine({ item, link: Link }: { item: NavItem; link: ComponentType<LinkProps> }) {
  return (
    <li>
      <Link to={item.to} className="rl-nav-item" aria-current={item.current ? "page" : undefined}>
        <Icon name={item.icon} size={18} />
        {item.label}
      </Link>
    </li>
  );
}

type ShortGroupProps = { group: NavGroup; label: string; icon: IconName; link: ComponentType<LinkProps> };

/** A group as one place of the narrow bar. */
function ShortGroup({ group, label, icon, link }: ShortGroupProps) {
  const [first] = group.items;
  if (first === undefined) return null;
  const item = { to: first.to, label, icon, current: group.items.some(({ current }) => current) };
  return (
    <ul className="rl-nav-list rl-nav-short" role="list">
      <NavLine item={item} link={link} />
    </ul>
  );
}

/** On a narrow screen: the pages of the group that one is in. */
function SectionTabs({ groups, link }: { groups: readonly NavGroup[]; link: ComponentType<LinkProps> }) {
  const group = groups.find(({ heading, items }) => heading !== undefined && items.some(({ current }) => current));
  if (group?.heading === undefined || group.items.length < 2) return null;
  return (
    <div className="rl-section">
      <PageTabs label={group.heading.label} tabs={group.items} link={link} />
    </div>
  );
}

export function TopBar({ crumbs, children }: { crumbs: ReactNode; children?: ReactNode }) {
  return (
    <header className="rl-top">
      {crumbs}
      <div>{children}</div>
    </header>
  );
}

export function PageMain({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="rl-main" tabIndex={-1}>
      {children}
    </main>
  );
}

export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="rl-head">
      <h1>{title}</h1>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}

export function PageTools({ children }: { children: ReactNode }) {
  return <div className="rl-tools">{children}</div>;
}

export type PageTab = { to: string; label: string; current: boolean };

/** The pages that belong together, beside each other under their heading. */
export function PageTabs({ label, tabs, link: Link }: { label: string; tabs: readonly PageTab[]; link: ComponentType<LinkProps> }) {
  return (
    <nav className="rl-tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.to} to={tab.to} className="rl-tab" aria-current={tab.current ? "page" : undefined}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

export type Crumb = { label: string; to?: string | undefined };

export function Breadcrumbs({ label, crumbs, link: Link }: { label: string; crumbs: readonly Crumb[]; link: ComponentType<LinkProps> }) {
  return (
    <nav aria-label={label}>
      <ol className="rl-crumbs" role="list">
        {crumbs.map((crumb, index) => {
          if (index === crumbs.length - 1) {
            return (
              <li key={crumb.label} aria-current="page">
                {crumb.label}
              </li>
            );
          }
          return <li key={crumb.label}>{crumb.to === undefined ? crumb.label : <Link to={crumb.to}>{crumb.label}</Link>}</li>;
        })}
      </ol>
    </nav>
  );
}

export type AccountButtonProps = Omit<ComponentPropsWithRef<"button">, "children"> & { name: string; detail: string };

export function AccountButton({ name, detail, ...rest }: AccountButtonProps) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join("");
  return (
    <button type="button" {...rest} className="rl-account">
      <span className="rl-account-mark" aria-hidden="true">
        {initials}
      </span>
      <span className="rl-account-words">
        <span className="rl-account-name">{name}</span>
        <span className="rl-account-role">{detail}</span>
      </span>
    </button>
  );
}
