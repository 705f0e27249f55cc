import "./popover.css";
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

export type PopoverProps = {
  open: boolean;
  onClose: () => void;
  anchor: RefObject<HTMLElement | null>;
  title: string;
  side?: "top" | "bottom";
  align?: "start" | "end";
  size?: "normal" | "small";
  children: ReactNode;
};

export function Popover(props: PopoverProps) {
  const { open, onClose, anchor, title, side = "bottom", align = "end", size = "normal", children } = props;
  return (
    <BasePopover.Root
      open={open}
      onOpenChange={(next, details) => {
        if (next) return;
        // A press on the button itself is the button's own business: it would close and open again.
        if (details.event.target instanceof Node && anchor.current?.contains(details.event.target)) details.cancel();
        else onClose();
      }}
    >
      <BasePopover.Portal>
        <BasePopover.Positioner className="rl-pop-place" anchor={anchor} side={side} align={align} sideOffset={6}>
          <BasePopover.Popup className="rl-pop rl-popover" data-size={size} finalFocus={anchor}>
            <BasePopover.Title className="rl-popover-title">{title}</BasePopover.Title>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}

/** Parts below each other, for a popover that is not a list. */
export function PopoverParts({ children }: { children: ReactNode }) {
  return <div className="rl-popover-parts">{children}</div>;
}
