/** Closes a switch: compiles only where every case was handled, throws where a type was lied about. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
