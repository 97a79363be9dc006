import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import type { Properties } from "./deployment";
import { containsUnknown, unwrapSecrets } from "./wire";

/** What one argument did wrong, in a provider's words. */
interface CheckFailure {
  property: string;
  reason: string;
}

/** A provider's opinion about a change. */
interface Difference {
  changes: "none" | "some" | "unknown";
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** An object's state after a call. */
export interface Outcome {
  id: string;
  outputs: Properties;
  /** Inputs as read, when the provider gives them. */
  inputs?: Properties;
  /** The object exists, but is not ready, for these reasons. */
  initErrors?: string[];
}

/** Messages may be large: a matrix of thousands of groups travels in one. */
export const channelOptions: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** The Struct message of some properties. */
export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** The properties of a Struct message; an absent one is empty. */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function clear(properties: Properties): Struct {
  return toStruct(unwrapSecrets(properties) as Properties);
}

/** Speaks the resource provider protocol to one provider. Secrets travel in clear, on loopback. */
export class ProviderClient {
  private readonly client: ResourceProviderClient;
  /** Whether its configuration is not known yet, as in a preview that is to make it: then it is not asked. */
  private isBlank = false;

  constructor(address: string) {
    const credentials = grpc.credentials.createInsecure();
    this.client = new ResourceProviderClient(address, credentials, channelOptions);
  }

  close(): void {
    this.client.close();
  }

  async configure(config: Properties): Promise<void> {
    this.isBlank = containsUnknown(config);
    if (this.isBlank) return;
    const request = new messages.ConfigureRequest();
    request.setArgs(clear(config));
    request.setAcceptsecrets(false);
    for (const [key, value] of Object.entries(unwrapSecrets(config) as Properties)) {
      request.getVariablesMap().set(key, String(value));
    }
    await this.call<messages.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    if (this.isBlank) return { inputs: news, failures: [] };
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(clear(olds));
    request.setNews(clear(news));
    const answer = await this.call<messages.CheckResponse>((done) =>
      this.client.check(request, done),
    );
    const failures = answer.getFailuresList().map((failure) => failure.toObject());
    return { inputs: fromStruct(answer.getInputs()), failures };
  }

  async diff(
    urn: string,
    id: string,
    old: { inputs: Properties; outputs: Properties },
    news: Properties,
  ): Promise<Difference> {
    if (this.isBlank) return { changes: "unknown", replaces: [], deleteBeforeReplace: false };
    const request = new messages.DiffRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(clear(old.outputs));
    request.setOldInputs(clear(old.inputs));
    request.setNews(clear(news));
    const answer = await this.call<messages.DiffResponse>((done) =>
      this.client.diff(request, done),
    );
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const changes = answer.getChanges();
    return {
      changes: changes === DIFF_NONE ? "none" : changes === DIFF_SOME ? "some" : "unknown",
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
    };
  }

  async create(urn: string, inputs: Properties): Promise<Outcome> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(clear(inputs));
    return this.unlessPartial(async () => {
      const answer = await this.call<messages.CreateResponse>((done) =>
        this.client.create(request, done),
      );
      return { id: answer.getId(), outputs: fromStruct(answer.getProperties()) };
    });
  }

  async update(urn: string, id: string, olds: Properties, news: Properties): Promise<Outcome> {
    const request = new messages.UpdateRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(clear(olds));
    request.setNews(clear(news));
    return this.unlessPartial(async () => {
      const answer = await this.call<messages.UpdateResponse>((done) =>
        this.client.update(request, done),
      );
      return { id, outputs: fromStruct(answer.getProperties()) };
    });
  }

  /** Reads an object; undefined when it is gone. */
  async read(
    urn: string,
    id: string,
    state: Properties,
    inputs: Properties,
  ): Promise<Outcome | undefined> {
    if (this.isBlank) return { id, outputs: {} };
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(clear(state));
    request.setInputs(clear(inputs));
    const answer = await this.call<messages.ReadResponse>((done) =>
      this.client.read(request, done),
    );
    if (answer.getId() === "") return undefined;
    return {
      id: answer.getId(),
      outputs: fromStruct(answer.getProperties()),
      inputs: answer.hasInputs() ? fromStruct(answer.getInputs()) : undefined,
    };
  }

  async delete(urn: string, id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(clear(outputs));
    await this.call<unknown>((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: Properties): Promise<messages.InvokeResponse> {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(clear(args));
    return this.call<messages.InvokeResponse>((done) => this.client.invoke(request, done));
  }

  private call<Response>(
    start: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      start((error, response) => (error === null ? resolve(response) : reject(error)));
    });
  }

  private async unlessPartial(action: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await action();
    } catch (error) {
      const partial = partialOutcome(error as grpc.ServiceError);
      if (partial === undefined) throw error;
      return partial;
    }
  }
}

/** What a failed call created or changed nevertheless. */
function partialOutcome(error: grpc.ServiceError): Outcome | undefined {
  const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!(details instanceof Buffer)) return undefined;
  const [detail] = status.Status.deserializeBinary(details).getDetailsList();
  const failed = detail?.unpack<messages.ErrorResourceInitFailed>(
    (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!failed) return undefined;
  return {
    id: failed.getId(),
    outputs: fromStruct(failed.getProperties()),
    initErrors: failed.getReasonsList(),
  };
}
