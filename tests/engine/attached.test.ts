import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { open, projectWith, startServer } from "../e2e/world";

jest.setTimeout(60_000);

/** The smallest provider of another package: it names its objects and counts what it deletes. */
function startProvider(): Promise<{ port: number; deleted: string[]; server: grpc.Server }> {
  const deleted: string[] = [];
  const server = new grpc.Server();
  const answer =
    <Request, Response>(
      reply: (request: Request) => Response,
    ): grpc.handleUnaryCall<Request, Response> =>
    (call, callback) =>
      callback(null, reply(call.request));
  server.addService(ResourceProviderService, {
    attach: answer(() => new Empty()),
    getPluginInfo: answer(() => new PluginInfo()),
    configure: answer(() => new messages.ConfigureResponse()),
    checkConfig: answer((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: answer(() => new messages.DiffResponse()),
    check: answer((request: messages.CheckRequest) => {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diff: answer(() => new messages.DiffResponse()),
    create: answer((request: messages.CreateRequest) => {
      const response = new messages.CreateResponse();
      response.setId("vpc-1");
      const inputs = request.getProperties()!.toJavaScript();
      response.setProperties(Struct.fromJavaScript({ ...inputs, arn: "arn:simulated" }));
      return response;
    }),
    delete: answer((request: messages.DeleteRequest) => {
      deleted.push(request.getId());
      return new Empty();
    }),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve({ port, deleted, server }) : reject(error),
    );
  });
}

test("another package's provider is attached by its port", async () => {
  const [account, provider] = [await startServer(), await startProvider()];
  const project = projectWith(`
    class Vpc extends pulumi.CustomResource {
      declare readonly arn: pulumi.Output<string>;
      constructor(name: string) { super("cloud:index:Vpc", name, { arn: undefined, cidr: "10.0.0.0/16" }); }
    }
    export const arn = new Vpc("main").arn;`);
  try {
    const stack = await open(project, account, "dev", {
      PULUMI_DEBUG_PROVIDERS: `cloud:${provider.port}`,
    });
    await stack.up();
    expect((await stack.outputs()).arn?.value).toBe("arn:simulated");
    await stack.destroy();
    expect(provider.deleted).toEqual(["vpc-1"]);
  } finally {
    project.remove();
    provider.server.forceShutdown();
    await account.close();
  }
});
