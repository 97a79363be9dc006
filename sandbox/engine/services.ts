import * as grpc from "@grpc/grpc-js";
import { channelOptions } from "./providerClient";

/** A gRPC method's implementation as an ordinary async function. */
type Method<Request, Response> = (request: Request) => Promise<Response>;

/** The program must not go on, and need not say so: the engine reports what went wrong. */
export class Stop extends Error {}

/** Adapts an async function to a gRPC handler. */
export function unary<Request, Response>(
  method: Method<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    method(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => {
        // The SDK takes "unavailable" for an engine that is shutting down, and ends quietly.
        const code = error instanceof Stop ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN;
        callback({ code, details: errorText(error) });
      },
    );
  };
}

/** What to tell about an error: a gRPC error's message without its status. */
export function errorText(error: unknown): string {
  const { details, message } = error as { details?: string; message?: string };
  return details !== undefined && details !== "" ? details : (message ?? String(error));
}

/** A gRPC server on loopback. */
export async function serve(
  register: (server: grpc.Server) => void,
): Promise<{ address: string; close: () => void }> {
  const server = new grpc.Server(channelOptions);
  register(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
