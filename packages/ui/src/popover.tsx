import "./pop-up.css";
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

export type PopoverProps = {
  open: boolean;
  onClose: () => void;
  anchor: RefObject<HTMLElement | null>;
  title: string;
  children: ReactNode;
};

export function Popover({ open, onClose, anchor, title, children }: PopoverProps) {
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
        <BasePopover.Positioner className="rl-pop-place" anchor={anchor} side="bottom" align="end" sideOffset={6}>
          <BasePopover.Popup className="rl-pop rl-popover" finalFocus={anchor}>
            <BasePopover.Title className="rl-popover-title">{title}</BasePopover.Title>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
