import "./field.css";
import { type ComponentPropsWithRef, type ReactNode, useId, useState } from "react";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

type Said = {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value, as a sentence. */
  error?: string | undefined;
  /** The label is there for screen readers only: the place says the rest. */
  labelHidden?: boolean;
};

function FieldFrame({ id, label, hint, error, labelHidden, children }: Said & { id: string; children: ReactNode }) {
  return (
    <div className="rl-field">
      <label htmlFor={id} className={labelHidden === true ? "rl-hidden" : "rl-field-label"}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="rl-field-hint">
          {hint}
        </span>
      )}
      {error === undefined ? null : (
        <span id={`${id}-error`} className="rl-field-error">
          {error}
        </span>
      )}
    </div>
  );
}

function describe(id: string, { hint, error }: Said) {
  const ids = [hint === undefined ? "" : `${id}-hint`, error === undefined ? "" : `${id}-error`].filter(Boolean);
  return {
    id,
    className: "rl-input",
    "aria-invalid": error === undefined ? undefined : true,
    "aria-describedby": ids.length === 0 ? undefined : ids.join(" "),
  };
}

export type TextFieldProps = Said & Omit<ComponentPropsWithRef<"input">, "id" | "className">;

export function TextField({ label, hint, error, labelHidden = false, ...rest }: TextFieldProps) {
  const id = useId();
  const said = { label, hint, error, labelHidden };
  return (
    <FieldFrame id={id} {...said}>
      <input {...rest} {...describe(id, said)} />
    </FieldFrame>
  );
}

export type PasswordFieldProps = TextFieldProps & { showLabel: string; hideLabel: string };

export function PasswordField({ label, hint, error, showLabel, hideLabel, ...rest }: PasswordFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const said = { label, hint, error };
  return (
    <FieldFrame id={id} {...said}>
      <div className="rl-password">
        <input {...rest} {...describe(id, said)} type={shown ? "text" : "password"} />
        <IconButton
          label={shown ? hideLabel : showLabel}
          aria-pressed={shown}
          icon={<Icon name="eye" />}
          onClick={() => setShown(!shown)}
        />
      </div>
    </FieldFrame>
  );
}

export type CheckLineProps = {
  label: string;
  /** What it means to tick it. */
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

export function CheckLine({ label, hint, checked, onChange }: CheckLineProps) {
  const id = useId();
  return (
    <div className="rl-check-line">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <span id={`${id}-hint`} className="rl-field-hint">
        {hint}
      </span>
    </div>
  );
}

export type Choice<Value extends string> = { value: Value; label: string; hint?: string };

export type SelectProps<Value extends string> = Said & {
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
};

export function Select<Value extends string>({ value, choices, onChoose, ...said }: SelectProps<Value>) {
  const id = useId();
  function choose(next: string) {
    const found = choices.find((choice) => choice.value === next);
    if (found !== undefined) onChoose(found.value);
  }
  return (
    <FieldFrame id={id} {...said}>
      <select value={value} onChange={(event) => choose(event.target.value)} {...describe(id, said)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

export type RadioListProps<Value extends string> = {
  legend: string;
  name: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
};

/** A few choices below each other, one of them taken. */
export function RadioList<Value extends string>({ legend, name, value, choices, onChoose }: RadioListProps<Value>) {
  return (
    <fieldset>
      <legend className="rl-cards-legend">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="rl-radio-line">
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}

export type RadioCardsProps<Value extends string> = {
  legend: string;
  name: string;
  value: Value | null;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
};

export function RadioCards<Value extends string>({ legend, name, value, choices, onChoose }: RadioCardsProps<Value>) {
  return (
    <fieldset>
      <legend className="rl-cards-legend">{legend}</legend>
      <div className="rl-cards">
        {choices.map((choice) => (
          <label key={choice.value} className="rl-card-choice">
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
            <span className="rl-card-choice-title">{choice.label}</span>
            {choice.hint === undefined ? null : <span className="rl-card-choice-hint">{choice.hint}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
