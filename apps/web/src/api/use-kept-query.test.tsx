import { ApolloClient, ApolloLink, gql, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { ApolloProvider } from "@apollo/client/react";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { of, throwError } from "rxjs";
import { expect, it } from "vitest";
import { useKeptQuery } from "./use-kept-query.ts";

const question: TypedDocumentNode<{ word: string }, { of: string }> = gql`
  query Word($of: String!) {
    word(of: $of)
  }
`;

const refusal = (code: string) => new CombinedGraphQLErrors({ data: null, errors: [{ message: code, extensions: { code } }] });

function setUp() {
  let trouble: unknown;
  const link = new ApolloLink(({ variables }) =>
    trouble === undefined ? of({ data: { word: `of ${String(variables["of"])}` } }) : throwError(() => trouble),
  );
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const wrapper = ({ children }: { children: ReactNode }) => <ApolloProvider client={client}>{children}</ApolloProvider>;
  const view = renderHook(
    (variables: { of: string }) => useKeptQuery(question, { variables, fetchPolicy: "cache-and-network", errorPolicy: "all" }),
    { wrapper, initialProps: { of: "one" } },
  );
  const refetch = () => client.refetchQueries({ include: "active" }).catch(() => undefined);
  return { view, refetch, fail: (error: unknown) => (trouble = error), mend: () => (trouble = undefined) };
}

it("keeps what was read while the way is cut, says so, and shows what is new once it is there again", async () => {
  const { view, refetch, fail, mend } = setUp();
  await waitFor(() => expect(view.result.current.data).toEqual({ word: "of one" }));
  fail(new TypeError("Failed to fetch"));
  await refetch();
  await waitFor(() => expect(view.result.current.error).toBeDefined());
  expect(view.result.current.data).toEqual({ word: "of one" });
  mend();
  await refetch();
  await waitFor(() => expect(view.result.current.error).toBeUndefined());
  expect(view.result.current.data).toEqual({ word: "of one" });
});

it.each(["INTERNAL_SERVER_ERROR", "RATE_LIMITED"])("keeps it where the API says %s", async (code) => {
  const { view, refetch, fail } = setUp();
  await waitFor(() => expect(view.result.current.data).toBeDefined());
  fail(refusal(code));
  await refetch();
  await waitFor(() => expect(view.result.current.error).toBeDefined());
  expect(view.result.current.data).toEqual({ word: "of one" });
});

it.each(["FORBIDDEN", "UNAUTHENTICATED"])("takes it away where the API says %s", async (code) => {
  const { view, refetch, fail } = setUp();
  await waitFor(() => expect(view.result.current.data).toBeDefined());
  fail(refusal(code));
  await refetch();
  await waitFor(() => expect(view.result.current.error).toBeDefined());
  expect(view.result.current.data).toBeUndefined();
});

it("shows nothing of one thing where another was asked for", async () => {
  const { view, fail } = setUp();
  await waitFor(() => expect(view.result.current.data).toBeDefined());
  fail(new TypeError("Failed to fetch"));
  view.rerender({ of: "two" });
  await waitFor(() => expect(view.result.current.error).toBeDefined());
  expect(view.result.current.data).toBeUndefined();
});
