import type * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import type { ResourceState } from "./deployment";
import { fromStruct, toStruct } from "./providerClient";
import { packageOf } from "./providers";
import { defaultProvider, read, register } from "./registration";
import type { Goal } from "./registration";
import type { Run } from "./run";
import { errorText, Stop, unary } from "./services";
import { readStackReference, stackReferenceType } from "./stackReference";
import type { StateFile } from "./state";
import { formerChildName } from "./urns";
import type { Urns } from "./urns";

const supportedFeatures = ["secrets", "resourceReferences", "deletedWith", "aliasSpecs"];

/** What the program talks to: registers, reads and looks up resources. */
export class Monitor {
  /** Former URNs of resources that were found by an alias; their children moved as well. */
  private readonly formerUrns = new Map<string, string[]>();

  constructor(
    private readonly run: Run,
    private readonly urns: Urns,
    private readonly project: string,
    private readonly file: StateFile,
  ) {}

  addTo(server: grpc.Server): void {
    const done = () => Promise.resolve(new Empty());
    server.addService(ResourceMonitorService, {
      supportsFeature: unary((request: messages.SupportsFeatureRequest) => {
        const answer = new messages.SupportsFeatureResponse();
        answer.setHassupport(supportedFeatures.includes(request.getId()));
        return Promise.resolve(answer);
      }),
      registerResource: unary((request: messages.RegisterResourceRequest) =>
        this.registerResource(request),
      ),
      registerResourceOutputs: unary((request: messages.RegisterResourceOutputsRequest) =>
        this.registerOutputs(request),
      ),
      readResource: unary((request: messages.ReadResourceRequest) => this.readResource(request)),
      invoke: unary((request: messages.ResourceInvokeRequest) => this.invoke(request)),
      signalAndWaitForShutdown: unary(done),
    });
  }

  private async registerResource(
    request: messages.RegisterResourceRequest,
  ): Promise<messages.RegisterResourceResponse> {
    this.stopAfterFailure();
    const state = await register(this.run, this.goalOf(request));
    const answer = new messages.RegisterResourceResponse();
    answer.setUrn(state.urn);
    answer.setId(state.id ?? "");
    // A component's outputs are the program's to say, so it is not told those of its last run.
    answer.setObject(toStruct(state.custom ? (state.outputs ?? {}) : {}));
    return answer;
  }

  private goalOf(request: messages.RegisterResourceRequest): Goal {
    const type = request.getType();
    const parent = request.getParent() || undefined;
    const urn = this.urns.of(type, request.getName(), parent);
    const aliases = this.aliasesOf(request, urn);
    this.formerUrns.set(urn, aliases);
    const propertyDependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, key) => {
      propertyDependencies[key] = dependencies.getUrnsList();
    });
    return {
      urn,
      type,
      custom: request.getCustom(),
      inputs: fromStruct(request.getObject()),
      parent,
      dependencies: request.getDependenciesList(),
      propertyDependencies,
      provider: request.getCustom() ? this.providerOf(type, request.getProvider()) : undefined,
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deletedWith: request.getDeletedwith() || undefined,
      aliases,
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      deleteBeforeReplace: request.getDeletebeforereplacedefined()
        ? request.getDeletebeforereplace()
        : undefined,
    };
  }

  /** The provider that the program names, or the default one of the type's package. */
  private providerOf(type: string, named: string): string | undefined {
    if (named !== "") return named;
    if (type.startsWith("pulumi:")) return undefined;
    const providerType = `pulumi:providers:${packageOf(type)}`;
    return defaultProvider(this.run, this.urns.of(providerType, "default", undefined));
  }

  /** Its own aliases, and those that follow from its parent's. */
  private aliasesOf(request: messages.RegisterResourceRequest, urn: string): string[] {
    const [type, name] = [request.getType(), request.getName()];
    const parent = request.getParent() || undefined;
    const formerParents = parent === undefined ? [] : (this.formerUrns.get(parent) ?? []);
    const own = request.getAliasesList();
    const urns = [parent, ...formerParents].flatMap((each) => {
      const former = formerChildName(name, parent, each);
      return [
        this.urns.of(type, former, each),
        ...own.map((alias) => this.urns.alias(alias, type, former, each)),
      ];
    });
    return [...new Set([...request.getAliasurnsList(), ...urns])].filter((alias) => alias !== urn);
  }

  private registerOutputs(request: messages.RegisterResourceOutputsRequest): Promise<Empty> {
    this.run.setOutputs(request.getUrn(), fromStruct(request.getOutputs()));
    return Promise.resolve(new Empty());
  }

  private async readResource(
    request: messages.ReadResourceRequest,
  ): Promise<messages.ReadResourceResponse> {
    this.stopAfterFailure();
    const state = await this.readState(request);
    const answer = new messages.ReadResourceResponse();
    answer.setUrn(state.urn);
    answer.setProperties(toStruct(state.outputs ?? {}));
    return answer;
  }

  private readState(request: messages.ReadResourceRequest): Promise<ResourceState> {
    const type = request.getType();
    const parent = request.getParent() || undefined;
    const goal: Goal = {
      urn: this.urns.of(type, request.getName(), parent),
      type,
      custom: true,
      inputs: fromStruct(request.getProperties()),
      parent,
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      provider: this.providerOf(type, request.getProvider()),
      protect: false,
      retainOnDelete: false,
      aliases: [],
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    };
    return type === stackReferenceType
      ? readStackReference(this.run, goal, this.file, this.project)
      : read(this.run, goal, request.getId());
  }

  private async invoke(request: messages.ResourceInvokeRequest) {
    const token = request.getTok();
    try {
      const provider = await this.run.providers.for(
        packageOf(token),
        request.getProvider() || undefined,
      );
      return await provider.invoke(token, fromStruct(request.getArgs()));
    } catch (error) {
      this.run.report({ severity: "error", message: `${token}: ${errorText(error)}` });
      throw new Stop(token);
    }
  }

  private stopAfterFailure(): void {
    if (this.run.failed) throw new Stop("the deployment failed");
  }
}
