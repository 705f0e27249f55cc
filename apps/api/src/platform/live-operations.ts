import type { IncomingHttpHeaders } from "node:http";
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
} from "graphql";
import { apiError } from "./api-error.ts";
import { createDocumentReader } from "./document-reader.ts";
import type { ToPublicError } from "./graphql-errors.ts";
import { toPublicResult } from "./public-result.ts";
import type { CreateContext, Prepare, ReadViewer, RequestInfo } from "./request-info.ts";
import { SharedSource, type SharedOperation } from "./shared-source.ts";
import { createFreshStream } from "./subscribe-fresh.ts";
import type { ViewerWatch } from "./viewer-watch.ts";
import { localeHeader, type Viewer } from "./viewer.ts";

export interface LiveOperationsOptions<Context extends object> {
  readonly schema: GraphQLSchema;
  readonly readViewer: ReadViewer;
  /** Tells when a connection's viewer is none any more. */
  readonly watch: Pick<ViewerWatch, "watch" | "forget">;
  readonly createContext: CreateContext<Context>;
  readonly prepare?: Prepare<Context> | undefined;
  readonly toPublicError: ToPublicError;
}

/** Where operations come from: a connection has one for all of its own. */
export interface Origin {
  readonly headers: IncomingHttpHeaders;
  readonly ip: string | null;
  readonly transport: RequestInfo["transport"];
}

/** What is asked. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

export type Started =
  | { readonly kind: "shared"; readonly source: SharedSource<unknown>; readonly operation: SharedOperation }
  | { readonly kind: "own"; readonly results: AsyncIterableIterator<ExecutionResult> }
  | { readonly kind: "answered"; readonly result: ExecutionResult };

/**
 * Runs operations that may live long: who asks is read anew for each one, and again as events come. A query or mutation
 * is answered, and so is a subscription that is refused; or the errors say why nothing runs.
 */
export type StartOperation = (origin: Origin, asked: Asked) => Promise<Started | readonly GraphQLError[]>;

/** For an event, who asks may be known from a moment ago: a subscription that has lost its right ends by itself. */
const eventMaxAgeMs = 1_000;

export function createLiveOperations<Context extends object>(options: LiveOperationsOptions<Context>): StartOperation {
  const readDocument = createDocumentReader(options.schema);
  return async (origin, { query, variables, operationName }) => {
    const viewer = await options.readViewer(origin.headers);
    if (!viewer) return [apiError("UNAUTHENTICATED", "Sign in first.")];
    const document = readDocument(query);
    if (!("kind" in document)) return document;
    const definition = getOperationAST(document, operationName);
    if (!definition) return [new GraphQLError("Name one operation of the document.", { extensions: { code: unresolved } })];
    const operation = new LiveOperation(options, origin, document, operationName ?? null, variables ?? {});
    return operation.start(viewer, definition.operation === "subscription");
  };
}

/** As Apollo says it for one request. */
const unresolved = "OPERATION_RESOLUTION_FAILURE";

/** All that a subscription keeps, besides where its answers go: there are tens of thousands of them. */
class LiveOperation<Context extends object> implements SharedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly #options: LiveOperationsOptions<Context>;
  readonly #origin: Origin;

  constructor(
    options: LiveOperationsOptions<Context>,
    origin: Origin,
    document: DocumentNode,
    operationName: string | null,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.#options = options;
    this.#origin = origin;
    this.document = document;
    this.operationName = operationName;
    this.variables = variables;
  }

  get schema(): GraphQLSchema {
    return this.#options.schema;
  }

  get locale(): string | null {
    const asked = this.#origin.headers[localeHeader];
    return typeof asked === "string" ? asked : null;
  }

  async start(viewer: Viewer, subscribes: boolean): Promise<Started> {
    const args = this.#toArgs(await this.#createContext(viewer));
    if (!subscribes) return { kind: "answered", result: await execute(args) };
    const source = await createSourceEventStream(args);
    if (source instanceof SharedSource) return { kind: "shared", source, operation: this };
    if (!(Symbol.asyncIterator in source)) return { kind: "answered", result: source };
    const { readViewer } = this.#options;
    const fresh = async () => this.#createContext(await readViewer(this.#origin.headers, eventMaxAgeMs));
    return { kind: "own", results: createFreshStream(args, source, fresh) };
  }

  async execute(value: object, viewer: Viewer): Promise<string> {
    const result = await execute({ ...this.#toArgs(await this.#createContext(viewer)), rootValue: value });
    return JSON.stringify(toPublicResult(result, this.#options.toPublicError));
  }

  #toArgs(contextValue: Context): ExecutionArgs {
    const { schema, document, operationName, variables } = this;
    return { schema, document, operationName, variableValues: variables, contextValue };
  }

  async #createContext(viewer: Viewer | null): Promise<Context> {
    const { headers, ip, transport } = this.#origin;
    const context = await this.#options.createContext({ viewer, headers, ip, transport });
    await this.#options.prepare?.(context, this.document);
    return context;
  }
}
