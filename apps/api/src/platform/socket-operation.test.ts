import { GraphQLError } from "graphql";
import { expect, test } from "vitest";
import { SocketOperation, toOpening } from "./socket-operation.ts";
import { SocketPressure } from "./socket-sink.ts";

function begin() {
  const [sent, forgotten]: [string[], SocketOperation[]] = [[], []];
  const socket = { OPEN: 1, readyState: 1, bufferedAmount: 0, send: (text: string) => void sent.push(text), close: () => undefined };
  const pressure = new SocketPressure(socket, { sendAll: (texts) => void sent.push(...texts) });
  const owner = {
    toPublicError: (formatted: { message: string }) => formatted,
    forget: (one: SocketOperation) => void forgotten.push(one),
  };
  const operation = new SocketOperation(pressure, owner, toOpening("1"));
  let left = 0;
  operation.follow({ leave: () => void (left += 1) });
  return { operation, sent, forgotten, left: () => left };
}

test.each([
  ["completes", (one: SocketOperation) => one.complete(), '{"id":"1","type":"complete"}'],
  ["fails", (one: SocketOperation) => one.fail(new Error("Away.")), '{"id":"1","type":"error","payload":[{"message":"Away."}]}'],
  [
    "is refused",
    (one: SocketOperation) => one.refuse([new GraphQLError("No.")]),
    '{"id":"1","type":"error","payload":[{"message":"No."}]}',
  ],
])("an operation that %s says so once, and leaves its source: what failed may lie behind it", (_how, end, last) => {
  const { operation, sent, forgotten, left } = begin();
  operation.next('{"data":{}}');
  end(operation);
  end(operation);
  operation.next('{"data":{}}');
  expect(sent).toEqual(['{"id":"1","type":"next","payload":{"data":{}}}', last]);
  expect(forgotten).toEqual([operation]);
  expect(left()).toBe(1);
});

test("an operation that is stopped says nothing, and a source that comes too late is left at once", () => {
  const { operation, sent, left } = begin();
  operation.stop();
  let late = 0;
  operation.follow({ leave: () => void (late += 1) });
  operation.complete();
  expect([sent, left(), late]).toEqual([[], 1, 1]);
});
