import "./button.css";
import type { ComponentPropsWithRef, MouseEvent, ReactNode } from "react";

export type ButtonVariant = "primary" | "secondary" | "danger" | "quiet";

export type ButtonProps = Omit<ComponentPropsWithRef<"button">, "disabled"> & {
  variant?: ButtonVariant;
  size?: "normal" | "small";
  /** The action is under way: a second click does nothing. */
  busy?: boolean;
  /** Why the action can't be used now. The button stays focusable, so that the reason can be found. */
  disabledReason?: string | undefined;
};

export function Button({ variant = "secondary", size = "normal", busy, disabledReason, ...rest }: ButtonProps) {
  const blocked = busy === true || disabledReason !== undefined;
  function onClick(event: MouseEvent<HTMLButtonElement>) {
    if (blocked) event.preventDefault();
    else rest.onClick?.(event);
  }
  return (
    <button
      type="button"
      {...rest}
      className="rl-button"
      data-variant={variant}
      data-size={size}
      aria-busy={busy === true ? true : undefined}
      aria-disabled={disabledReason === undefined ? undefined : true}
      title={disabledReason ?? rest.title}
      onClick={onClick}
    />
  );
}

export type IconButtonProps = Omit<ButtonProps, "children" | "aria-label"> & {
  label: string;
  icon: ReactNode;
  children?: ReactNode;
};

export function IconButton({ label, icon, children, ...rest }: IconButtonProps) {
  return (
    <Button variant="quiet" title={label} {...rest} aria-label={label} data-icon="">
      {icon}
      {children}
    </Button>
  );
}

export type ButtonLinkProps = ComponentPropsWithRef<"a"> & { variant?: ButtonVariant; size?: "normal" | "small" };

/** A link that looks like a button: it leads somewhere, it does nothing. */
export function ButtonLink({ variant = "secondary", size = "normal", ...rest }: ButtonLinkProps) {
  return <a {...rest} className="rl-button" data-variant={variant} data-size={size} />;
}
