import { randomBytes } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Cloud } from "./cloud";
import { invoke } from "./functions";
import type { Properties } from "./types";

/** Serves the resource provider protocol for the simulated account, on loopback. */
export async function serveProvider(cloud: Cloud): Promise<{ port: number; close: () => void }> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, methods(cloud));
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

/** Adapts a function to a gRPC method; what it throws is told in its own words. */
function answer<Request, Response>(
  reply: (request: Request) => Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, reply(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}

function methods(cloud: Cloud): grpc.UntypedServiceImplementation {
  const nothing = answer(() => new Empty());
  return {
    attach: nothing,
    cancel: nothing,
    getPluginInfo: answer(() => {
      const info = new PluginInfo();
      info.setVersion("7.0.0-simulated");
      return info;
    }),
    checkConfig: answer((request: messages.CheckRequest) => checked(request.getNews())),
    diffConfig: answer(() => new messages.DiffResponse()),
    // Neither secrets nor previews are asked for: the engine marks and foresees by itself.
    configure: answer(() => new messages.ConfigureResponse()),
    check: answer((request: messages.CheckRequest) => check(cloud, request)),
    diff: answer((request: messages.DiffRequest) => diff(cloud, request)),
    create: answer((request: messages.CreateRequest) => {
      const urn = request.getUrn();
      const object = cloud.create(urn, typeOf(urn), properties(request.getProperties()));
      const response = new messages.CreateResponse();
      response.setId(object.id);
      response.setProperties(struct(object.outputs));
      return response;
    }),
    update: answer((request: messages.UpdateRequest) => {
      const urn = request.getUrn();
      const [olds, news] = [properties(request.getOlds()), properties(request.getNews())];
      const object = cloud.update(urn, typeOf(urn), request.getId(), olds, news);
      const response = new messages.UpdateResponse();
      response.setProperties(struct(object.outputs));
      return response;
    }),
    read: answer((request: messages.ReadRequest) => read(cloud, request)),
    delete: answer((request: messages.DeleteRequest) => {
      cloud.delete(typeOf(request.getUrn()), request.getId());
      return new Empty();
    }),
    invoke: answer((request: messages.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(struct(invoke(cloud, request.getTok(), properties(request.getArgs()))));
      return response;
    }),
  };
}

/** Fills in made-up names, and says what is missing. */
function check(cloud: Cloud, request: messages.CheckRequest): messages.CheckResponse {
  const urn = request.getUrn();
  const { required, autoName } = cloud.typeOf(typeOf(urn));
  const [olds, news] = [properties(request.getOlds()), properties(request.getNews())];
  if (autoName !== undefined && news[autoName] === undefined) {
    const base = urn.split("::").at(-1)!;
    news[autoName] = olds[autoName] ?? `${base}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  }
  const response = checked(struct(news));
  for (const property of required.filter((each) => news[each] === undefined)) {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(`Missing required argument "${property}" (simulated AWS)`);
    response.addFailures(failure);
  }
  return response;
}

function checked(inputs: Struct | undefined): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(inputs);
  return response;
}

function diff(cloud: Cloud, request: messages.DiffRequest): messages.DiffResponse {
  const { replaces } = cloud.typeOf(typeOf(request.getUrn()));
  const oldInputs = properties(request.getOldInputs());
  const known = Object.keys(oldInputs).length > 0;
  const [olds, news] = [
    known ? oldInputs : properties(request.getOlds()),
    properties(request.getNews()),
  ];
  const keys = known
    ? [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    : Object.keys(news);
  const changed = keys.filter((each) => stable(olds[each]) !== stable(news[each]));
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(changed);
  response.setReplacesList(changed.filter((each) => replaces.includes(each)));
  return response;
}

/** What an object is like now; its inputs are those that the program gave, with today's values. */
function read(cloud: Cloud, request: messages.ReadRequest): messages.ReadResponse {
  const urn = request.getUrn();
  const [state, inputs] = [properties(request.getProperties()), properties(request.getInputs())];
  const object = cloud.read(urn, typeOf(urn), request.getId(), state);
  const response = new messages.ReadResponse();
  if (object === undefined) return response;
  const present = Object.keys(inputs).map((each) => [each, object.outputs[each]]);
  response.setId(object.id);
  response.setProperties(struct(object.outputs));
  response.setInputs(struct(Object.fromEntries(present) as Properties));
  return response;
}

/** `aws:ec2/route:Route` of a URN, whoever its parent is. */
function typeOf(urn: string): string {
  return urn.split("::")[2]!.split("$").at(-1)!;
}

function properties(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

function struct(values: Properties): Struct {
  // Through JSON, because a message cannot hold undefined.
  const clean = JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>;
  return Struct.fromJavaScript(clean);
}

/** The same text for equal values, whatever the order of keys. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, item]) => `${name}:${stable(item)}`).join()}}`;
}
