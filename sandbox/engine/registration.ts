import type { Operation, Properties, ResourceState } from "./deployment";
import type { Outcome, ProviderClient } from "./providerClient";
import { packageOf } from "./providers";
import { describeStep, nameOf } from "./run";
import type { Run } from "./run";
import { errorText, Stop } from "./services";
import { changedKeys, containsUnknown, markSecrets } from "./wire";

/** What a program wants of a resource. */
export interface Goal {
  urn: string;
  type: string;
  custom: boolean;
  inputs: Properties;
  parent?: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  provider?: string;
  protect: boolean;
  retainOnDelete: boolean;
  deletedWith?: string;
  /** URNs under which an earlier program registered the resource. */
  aliases: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  /** The program's wish about the order of a replacement; undefined: the provider's. */
  deleteBeforeReplace?: boolean;
}

/** Makes a resource agree with its goal, or says in a preview what that would do. */
export async function register(run: Run, goal: Goal): Promise<ResourceState> {
  if (!run.claim(goal.urn)) {
    throw failed(run, goal, `Duplicate resource URN '${goal.urn}'; try giving it a unique name`);
  }
  const old = [goal.urn, ...goal.aliases].map((urn) => run.old.get(urn)).find(Boolean);
  if (!goal.custom) return registerComponent(run, goal, old);
  if (goal.type.startsWith("pulumi:providers:")) return registerProvider(run, goal, old);
  // An object that was only read is not ours: managing it starts with creating it.
  return registerCustom(run, goal, old?.external === true ? undefined : old);
}

/** Its outputs stay as they were until the program registers new ones. */
function registerComponent(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
): Promise<ResourceState> {
  const operation = old === undefined ? "create" : "same";
  return settle(run, goal, old, operation, { outputs: old?.outputs ?? {} });
}

async function registerProvider(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
): Promise<ResourceState> {
  const changed = changedKeys(old?.inputs, goal.inputs).length > 0;
  const operation = old === undefined ? "create" : changed ? "update" : "same";
  const id = old?.id ?? crypto.randomUUID();
  const state = await settle(run, goal, old, operation, { id, outputs: goal.inputs });
  run.providers.declare(`${goal.urn}::${id}`, goal.inputs);
  return state;
}

/**
 * The reference of a package's default provider, which is put into the state at first use. It is
 * nobody's resource, so no step reports it.
 */
export function defaultProvider(run: Run, urn: string): string {
  const old = run.old.get(urn);
  const known = run.done.find((state) => state.urn === urn);
  if (known !== undefined) return `${urn}::${known.id}`;
  const type = urn.split("::")[2]!;
  const inputs = run.providers.defaultConfig(packageOf(type));
  const id = old?.id ?? crypto.randomUUID();
  finish(run, old, { urn, custom: true, id, type, inputs, outputs: inputs });
  run.providers.declare(`${urn}::${id}`, inputs);
  return `${urn}::${id}`;
}

async function registerCustom(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
): Promise<ResourceState> {
  const provider = await run.providers.for(packageOf(goal.type), goal.provider);
  const wanted = withIgnored(goal, old);
  if (old !== undefined && run.options.replace?.includes(goal.urn) === true) {
    return replace(run, goal, provider, old, wanted, goal.deleteBeforeReplace ?? false);
  }
  const inputs = await check(run, goal, provider, old?.inputs ?? {}, wanted);
  if (old === undefined) return create(run, goal, provider, inputs, "create");
  const difference = await attempt(run, goal, () =>
    provider.diff(
      goal.urn,
      old.id ?? "",
      { inputs: old.inputs ?? {}, outputs: old.outputs ?? {} },
      inputs,
    ),
  );
  const changed = changedKeys(old.inputs, inputs);
  const replaces = [
    ...difference.replaces,
    ...changed.filter((key) => goal.replaceOnChanges.some((path) => path === "*" || path === key)),
  ];
  if (replaces.length > 0) {
    const deleteFirst = goal.deleteBeforeReplace ?? difference.deleteBeforeReplace;
    return replace(run, goal, provider, old, wanted, deleteFirst);
  }
  // An object that was not ready when it was last seen is updated even if nothing changed.
  const differs =
    difference.changes === "some" ||
    (difference.changes === "unknown" && changed.length > 0) ||
    (old.initErrors?.length ?? 0) > 0;
  return differs
    ? update(run, goal, provider, old, inputs)
    : settle(run, { ...goal, inputs }, old, "same", { id: old.id, outputs: old.outputs });
}

async function check(
  run: Run,
  goal: Goal,
  provider: ProviderClient,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  const { inputs, failures } = await attempt(run, goal, () => provider.check(goal.urn, olds, news));
  if (failures.length === 0) return markSecrets(inputs, news);
  const what = `${goal.type} resource '${nameOf(goal.urn)}'`;
  for (const { property, reason } of failures) {
    const place = property === "" ? "" : `: property ${property}`;
    run.report({
      severity: "error",
      message: `${what}${place} has a problem: ${reason}`,
      urn: goal.urn,
    });
  }
  throw new Stop(`${what} has problems`);
}

async function create(
  run: Run,
  goal: Goal,
  provider: ProviderClient,
  inputs: Properties,
  operation: "create" | "create-replacement",
): Promise<ResourceState> {
  return change(run, { ...goal, inputs }, undefined, operation, () =>
    provider.create(goal.urn, inputs),
  );
}

async function update(
  run: Run,
  goal: Goal,
  provider: ProviderClient,
  old: ResourceState,
  inputs: Properties,
): Promise<ResourceState> {
  return change(run, { ...goal, inputs }, old, "update", () =>
    provider.update(goal.urn, old.id ?? "", old.outputs ?? {}, inputs),
  );
}

async function replace(
  run: Run,
  goal: Goal,
  provider: ProviderClient,
  old: ResourceState,
  wanted: Properties,
  deleteFirst: boolean,
): Promise<ResourceState> {
  if (old.protect === true) {
    throw failed(run, goal, `resource "${goal.urn}" cannot be replaced because it is protected`);
  }
  // The replacement is a new object: it is checked as one.
  const inputs = await check(run, goal, provider, {}, wanted);
  if (deleteFirst) {
    await run.step(describeStep("delete-replaced", old, undefined), async () => {
      if (run.dryRun || old.retainOnDelete === true) return;
      await attempt(run, goal, () => provider.delete(old.urn, old.id ?? "", old.outputs ?? {}));
      run.old.delete(old.urn);
    });
  }
  const state = await create(run, goal, provider, inputs, "create-replacement");
  run.old.delete(old.urn);
  if (!deleteFirst) run.replaced.push({ ...old, delete: true });
  await run.step(describeStep("replace", old, state), () => Promise.resolve());
  return state;
}

/** A step that changes an object; in a preview nothing but the inputs is known of the result. */
async function change(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
  operation: Operation,
  action: () => Promise<Outcome>,
): Promise<ResourceState> {
  const preview = { id: old?.id, outputs: goal.inputs };
  const planned = stateOf(goal, preview);
  const step = describeStep(operation, old, planned);
  const state = await run.step(step, async () => {
    const outcome = run.dryRun ? preview : await attempt(run, goal, action);
    const outputs = markSecrets(outcome.outputs, goal.inputs, goal.additionalSecretOutputs);
    const result = stateOf(goal, { ...outcome, outputs });
    step.id = result.id;
    finish(run, old, result);
    return result;
  });
  if (state.initErrors === undefined) return state;
  throw failed(run, goal, state.initErrors.join("\n"));
}

/** A step in which nothing happens to an object. */
function settle(
  run: Run,
  goal: Goal,
  old: ResourceState | undefined,
  operation: Operation,
  known: { id?: string; outputs?: Properties },
): Promise<ResourceState> {
  const state = stateOf(goal, { outputs: {}, ...known });
  return run.step(describeStep(operation, old, state), () => {
    finish(run, old, state);
    return Promise.resolve(state);
  });
}

function finish(run: Run, old: ResourceState | undefined, state: ResourceState): void {
  if (old !== undefined) run.old.delete(old.urn);
  run.done.push(state);
}

function stateOf(
  goal: Goal,
  { id, outputs, initErrors }: { id?: string; outputs?: Properties; initErrors?: string[] },
): ResourceState {
  return {
    urn: goal.urn,
    custom: goal.custom,
    ...(id === undefined ? {} : { id }),
    type: goal.type,
    inputs: goal.inputs,
    outputs: outputs ?? {},
    ...(goal.parent === undefined ? {} : { parent: goal.parent }),
    ...(goal.dependencies.length > 0 ? { dependencies: goal.dependencies } : {}),
    ...(goal.custom ? { propertyDependencies: goal.propertyDependencies } : {}),
    ...(goal.provider === undefined ? {} : { provider: goal.provider }),
    ...(goal.protect ? { protect: true } : {}),
    ...(goal.retainOnDelete ? { retainOnDelete: true } : {}),
    ...(goal.deletedWith === undefined ? {} : { deletedWith: goal.deletedWith }),
    ...(goal.additionalSecretOutputs.length > 0
      ? { additionalSecretOutputs: goal.additionalSecretOutputs }
      : {}),
    ...(initErrors === undefined ? {} : { initErrors }),
  };
}

/** The goal's inputs, with the old values of what shall be ignored. */
function withIgnored({ inputs, ignoreChanges }: Goal, old: ResourceState | undefined): Properties {
  if (old === undefined || ignoreChanges.length === 0) return inputs;
  const result = { ...inputs };
  for (const key of ignoreChanges.flatMap((path) =>
    path === "*" ? Object.keys(result) : [path],
  )) {
    if (key in (old.inputs ?? {})) result[key] = old.inputs![key];
    else delete result[key];
  }
  return result;
}

/** Runs a provider's call; what goes wrong is reported and ends the run. */
async function attempt<T>(run: Run, goal: Goal, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw failed(run, goal, errorText(error));
  }
}

function failed(run: Run, { urn }: Goal, message: string): Stop {
  run.report({ severity: "error", message, urn });
  return new Stop(message);
}

/** Reads an existing object on behalf of the program; it stays somebody else's. */
export async function read(run: Run, goal: Goal, id: string): Promise<ResourceState> {
  const old = run.old.get(goal.urn);
  if (containsUnknown(id)) {
    return settle(run, goal, old, "read", { id, outputs: {} });
  }
  const provider = await run.providers.for(packageOf(goal.type), goal.provider);
  const outcome = await attempt(run, goal, () =>
    provider.read(goal.urn, id, goal.inputs, goal.inputs),
  );
  if (outcome === undefined) throw failed(run, goal, `resource '${id}' does not exist`);
  const outputs = markSecrets(outcome.outputs, goal.inputs, goal.additionalSecretOutputs);
  const state = { ...stateOf(goal, { id: outcome.id, outputs }), external: true };
  return run.step(describeStep("read", old, state), () => {
    finish(run, old, state);
    return Promise.resolve(state);
  });
}
