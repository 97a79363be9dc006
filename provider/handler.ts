import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Account, ApiObject } from "./account";
import { checkArguments } from "./checking";
import { createObject, existingToAdopt } from "./creating";
import { sameValue } from "./equality";
import { ApiError, NetBirdError, PartialCreateError } from "./errors";
import { isAuthenticationFailure } from "./failures";
import { labelOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { lookUp } from "./lookup";
import { resolveReference } from "./reference";
import type { Reference } from "./reference";
import type { Session } from "./session";
import { inputsOf, merged, objectArguments, plain, stateOf, storedDifference } from "./state";
import { hasUnknown } from "./unknown";

interface Checked {
  inputs: Arguments;
  failures: Problem[];
}

interface Created {
  id: string;
  outs: Arguments;
}

/** An empty id means that the object is gone. */
interface Read {
  id: string;
  props?: Arguments;
  inputs?: Arguments;
}

/** What the engine's dynamic-provider process calls, for one kind of object. */
export class Handler implements dynamic.ResourceProvider {
  constructor(
    private readonly kind: Kind,
    private readonly session: Session,
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = async (_olds: unknown, news: Arguments): Promise<Checked> => {
    const args = withoutProvider(news);
    const failures = await checkArguments(this.kind, this.session, args);
    return {
      inputs: failures.length > 0 ? args : plain(this.kind.normalise?.(args) ?? args),
      failures,
    };
  };

  /** Compares what the program wants with what was last seen on the server. */
  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(() => this.difference(olds, news));

  private async difference(olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> {
    const wanted = await this.resolve(this.session.account(), objectArguments(this.kind, news));
    const recorded = objectArguments(this.kind, olds);
    const names = new Set([...Object.keys(wanted), ...Object.keys(recorded)]);
    const changed = [...names].filter(
      (name) => hasUnknown(wanted[name]) || !sameValue(wanted[name], recorded[name]),
    );
    // An argument that the program no longer gives is the server's: no reason to replace anything.
    const replaces = [
      ...changed.filter((name) => name in wanted && this.kind.replaceOnChange?.includes(name)),
      ...(this.kind.replaces?.(recorded, wanted) ?? []),
    ];
    // Names are unique for us, so the old object has to go before the new one comes.
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 };
  }

  create = async (inputs: Arguments): Promise<Created> => {
    const account = this.session.account();
    const args = await this.resolve(account, objectArguments(this.kind, inputs));
    const label = labelOf(args, this.kind.title);
    // Two resources with one name are told apart here, not by a race on the server.
    return account.exclusive(`${this.kind.path} ${label}`, async () => {
      const adopted = await existingToAdopt(this.kind, account, inputs.adopt, args);
      const object =
        adopted === undefined
          ? await createObject(this.kind, account, args)
          : await this.put(account, adopted.id, args);
      const outs = stateOf(this.kind, object, args, inputs);
      const difference = storedDifference(this.kind, args, object);
      if (difference !== undefined) throw new PartialCreateError(object.id, outs, difference);
      return { id: object.id, outs };
    });
  };

  update = async (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> => {
    const account = this.session.account();
    const args = await this.resolve(account, objectArguments(this.kind, news));
    const object = await this.put(account, id, args);
    const difference = storedDifference(this.kind, args, object);
    if (difference !== undefined) throw new NetBirdError(difference);
    return { outs: stateOf(this.kind, object, args, { ...olds, ...news }) };
  };

  /** Reads for a refresh (arguments as recorded) or for a look-up (a selector in `lookup`). */
  read = (id: string, props: Arguments): Promise<Read> =>
    withoutTrace(() => this.readObject(id, props));

  private async readObject(id: string, props: Arguments): Promise<Read> {
    const account = this.session.account();
    if (props.lookup !== undefined) {
      const found = await lookUp(this.kind, account, props.lookup as Reference);
      return {
        id: found.id,
        props: plain({
          ...this.kind.fromApi(found),
          ...this.kind.outputs?.(found),
          lookup: { id: found.id, name: found.name },
        }),
      };
    }
    const object = (await account.list(this.kind)).find((candidate) => candidate.id === id);
    if (object === undefined) return { id: "" };
    const state = stateOf(this.kind, object, objectArguments(this.kind, props), props);
    return { id, props: state, inputs: inputsOf(this.kind, state) };
  }

  delete = (id: string, props: Arguments): Promise<void> =>
    withoutTrace(() => this.deleteObject(id, props));

  private async deleteObject(id: string, props: Arguments): Promise<void> {
    const account = this.session.account();
    const name = labelOf(props, id);
    const call = { action: "delete", kind: this.kind.title, name };
    await account.exclusive(`${this.kind.path}/${id}`, async () => {
      try {
        await account.write(() => account.client.delete(`${this.kind.path}/${id}`, call));
      } catch (error) {
        if (!(error instanceof ApiError) || !this.isGone(error)) throw this.explained(error);
      }
      account.remember(this.kind, id, undefined);
    });
  }

  private explained(error: unknown): unknown {
    const why = error instanceof ApiError ? this.kind.explainRefusal?.(error) : undefined;
    if (why === undefined) return error;
    return new NetBirdError(
      `Cannot delete ${this.kind.title} "${(error as ApiError).objectName}": ${why}`,
    );
  }

  private isGone(error: ApiError): boolean {
    const aboutObject =
      !error.missingEndpoint && !isAuthenticationFailure(error.status, error.serverMessage);
    return (error.status === 404 && aboutObject) || this.kind.isGone?.(error) === true;
  }

  /** Reads, merges and writes, so that what the program does not mention stays as it is. */
  private put(account: Account, id: string, args: Arguments): Promise<ApiObject> {
    const { kind } = this;
    const path = `${kind.path}/${id}`;
    const call = { kind: kind.title, name: labelOf(args, id) };
    return account.exclusive(path, async () => {
      const current = (await account.client.get(path, { action: "read", ...call })) as ApiObject;
      const refusal = kind.refuseWrite?.(current, args);
      if (refusal !== undefined) throw new NetBirdError(refusal);
      const body = kind.toApi(merged(kind, kind.fromApi(current), args));
      const answer = await account.write(() =>
        account.client.put(path, body, { action: "update", ...call }),
      );
      account.remember(kind, id, answer as ApiObject);
      return answer as ApiObject;
    });
  }

  private resolve(account: Account, args: Arguments): Promise<Arguments> {
    const { kind } = this;
    return (
      kind.resolve?.(args, (_property, collection, value) => {
        const one = (reference: unknown): Promise<unknown> =>
          typeof reference === "object" && reference !== null
            ? resolveReference(account, collection, reference)
            : Promise.resolve(reference);
        return Array.isArray(value) ? Promise.all(value.map(one)) : one(value);
      }) ?? Promise.resolve(args)
    );
  }
}

function withoutProvider(values: Arguments): Arguments {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== "__provider"));
}

/**
 * The SDK prints the stack of whatever diff, read and delete throw. For our own errors it says
 * nothing that the message does not, and would bury it.
 */
async function withoutTrace<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof NetBirdError) error.stack = "";
    throw error;
  }
}
