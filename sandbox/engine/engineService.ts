import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { Diagnostic } from "./deployment";
import { unary } from "./services";

const severities: Diagnostic["severity"][] = ["debug", "info", "warning", "error"];

/** What programs and providers call besides the monitor: the log, and the root resource. */
export function addEngineService(
  server: grpc.Server,
  report: (diagnostic: Diagnostic) => void,
): void {
  let root = "";
  server.addService(EngineService, {
    log: unary((request: messages.LogRequest) => {
      const severity = severities[request.getSeverity()] ?? "info";
      // Debug messages are the SDK's own, and many.
      if (severity !== "debug") {
        report({
          severity,
          message: request.getMessage().trimEnd(),
          urn: request.getUrn() || undefined,
        });
      }
      return Promise.resolve(new Empty());
    }),
    getRootResource: unary(() => {
      const answer = new messages.GetRootResourceResponse();
      answer.setUrn(root);
      return Promise.resolve(answer);
    }),
    setRootResource: unary((request: messages.SetRootResourceRequest) => {
      root = request.getUrn();
      return Promise.resolve(new messages.SetRootResourceResponse());
    }),
    startDebugging: unary(() => Promise.resolve(new Empty())),
  });
}
