import { isDeepStrictEqual } from "node:util";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Account, ApiObject } from "../api/account";
import { checkArguments } from "./checking";
import { createObject, existingToAdopt } from "./creating";
import { deleteObject } from "./deletion";
import { takeOutOwn } from "./emptying";
import { sameValue } from "./equality";
import { findExisting } from "./existing";
import { ApiError, NetBirdError, PartialCreateError, withProviderLine } from "../api/errors";
import { collectionOf, pathOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { describe, lookUp, placeOf } from "./lookup";
import { isKept, noteChecked, noteCompared, noteWritten, release } from "./owners";
import { protectAll } from "../api/redact";
import { resolveAgainst, resolveAll } from "./references";
import { giveBack, previousOf } from "./restoring";
import type { Session } from "../api/session";
import { setExisting } from "./settingExisting";
import { spentBefore, spentNow } from "./spent";
import { inputsOf, isStored, objectArguments, plain, stateOf, storedDifference } from "./state";
import { identityKey } from "./uniqueness";
import { updateObject } from "./updating";

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

  check = async (olds: Arguments, news: Arguments): Promise<Checked> => {
    const args = given(news);
    const failures = await checkArguments(this.kind, this.session, args, olds);
    if (failures.length > 0) return { inputs: args, failures };
    const inputs = plain(this.kind.normalise?.(args, olds) ?? args);
    const isNew = Object.keys(given(olds)).length === 0;
    noteChecked(this.kind, this.session.account(), inputs, isNew);
    return { inputs, failures };
  };

  /** Compares what the program wants with what was last seen on the server. */
  diff = (id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(() => this.difference(id, olds, news));

  private async difference(
    id: string,
    olds: Arguments,
    news: Arguments,
  ): Promise<dynamic.DiffResult> {
    // A refresh compares, too, while what the object refers to may be gone already.
    const recorded = objectArguments(this.kind, olds);
    const wanted = await resolveAgainst(
      this.kind,
      this.session.account(),
      recorded,
      this.argumentsOf(news),
    );
    const stored = await this.untold(id, recorded, wanted);
    const names = new Set([...Object.keys(wanted), ...Object.keys(recorded)]);
    for (const name of this.kind.onlyAtCreation?.(wanted) ?? []) names.delete(name);
    const changed = [...names].filter((name) => {
      // What is unknown equals nothing that is recorded, except in a reference whose id is known.
      if (!sameValue(wanted[name], recorded[name])) return true;
      return name in wanted && !(name in recorded) && !isThere(this.kind, name, wanted, stored);
    });
    // What a later delete shall do is only in the state, which a delete has nothing else to go by.
    if (leaves(olds) !== leaves(news)) changed.push("onDelete");
    const spent = await spentNow(this.kind, this.session.account(), id, olds, news);
    if (spent !== undefined) changed.push("spent");
    const replaces = [
      ...changed.filter(
        // An argument that the program no longer gives is the server's: nothing is replaced for it.
        (name) =>
          name in wanted &&
          this.kind.replaceOnChange?.includes(name) &&
          (name in recorded || !isThere(this.kind, name, wanted, stored)),
      ),
      ...(this.kind.replaces?.({ ...stored, ...recorded }, wanted) ?? []),
    ];
    if (this.kind.existing === undefined) {
      const compared = { path: pathOf(this.kind, recorded, id), replaced: replaces.length > 0 };
      noteCompared(this.kind, this.session.account(), given(news), compared);
    }
    // Names are unique for us, so the old object has to go before the new one comes.
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 };
  }

  /**
   * The object on the server, where the program gives arguments for the first time that are empty
   * or cannot be changed: the state knows nothing of them, and the server may have them already.
   */
  private async untold(
    id: string,
    recorded: Arguments,
    wanted: Arguments,
  ): Promise<Arguments | undefined> {
    const { kind } = this;
    const told = Object.keys(wanted).some(
      (name) =>
        !(name in recorded) &&
        (kind.replaces !== undefined ||
          kind.replaceOnChange?.includes(name) ||
          sameValue(wanted[name], undefined)),
    );
    if (!told) return undefined;
    const object = await this.session.account().object(collectionOf(kind, recorded), id);
    return object && kind.fromApi(object);
  }

  create = (inputs: Arguments): Promise<Created> =>
    withProviderLine(inputs, () => this.createOrTakeOver(inputs));

  private async createOrTakeOver(inputs: Arguments): Promise<Created> {
    const account = this.session.account();
    const args = await this.resolve(inputs);
    if (this.kind.existing !== undefined) return this.takeOver(account, args, inputs);
    // Two resources for one object are told apart here, not by a race on the server.
    return account.exclusive(identityKey(this.kind, args), async () => {
      const adopted = await existingToAdopt(this.kind, account, inputs.adopt, args);
      if (adopted === undefined) return this.make(account, args, inputs);
      const object = await this.conform(account, adopted, args);
      return { id: object.id, outs: this.complete(object, args, inputs) };
    });
  }

  /** Creates an object, and sets afterwards what the API does not take at creation. */
  private async make(account: Account, args: Arguments, inputs: Arguments): Promise<Created> {
    const { kind } = this;
    const made = await createObject(kind, account, args);
    noteWritten(kind, account, args, made.id);
    // What is told only once is in this answer, and not in that of an update.
    const recorded = { ...inputs, ...plain(kind.outputs?.(made) ?? {}) };
    if (storedDifference(kind, args, made) === undefined) {
      return { id: made.id, outs: this.complete(made, args, recorded) };
    }
    try {
      const { after } = await updateObject(kind, account, made.id, args);
      return { id: made.id, outs: this.complete(after, args, recorded) };
    } catch (error) {
      if (!(error instanceof NetBirdError) || error instanceof PartialCreateError) throw error;
      throw new PartialCreateError(made.id, stateOf(kind, made, args, recorded), error.message);
    }
  }

  private async conform(account: Account, object: ApiObject, args: Arguments): Promise<ApiObject> {
    const stored = this.kind.fromApi(object);
    const { secrets = [], writeOnly = [], replaceOnChange = [] } = this.kind;
    const hidden = [...secrets, ...writeOnly].filter((name) => !replaceOnChange.includes(name));
    const seen = hidden.every((name) => isShown(args[name], stored[name]));
    if (seen && storedDifference(this.kind, args, object) === undefined) return object;
    return (await updateObject(this.kind, account, object.id, args)).after;
  }

  private async takeOver(account: Account, args: Arguments, inputs: Arguments): Promise<Created> {
    const { kind } = this;
    const { id } = await findExisting(kind, account, args);
    return { id, outs: await setExisting(kind, account, id, args, { recorded: inputs }) };
  }

  /** The state of a new object; one that is not as it was asked for is recorded and reported. */
  private complete(object: ApiObject, args: Arguments, recorded: Arguments): Arguments {
    const outs = stateOf(this.kind, object, args, recorded);
    const difference = storedDifference(this.kind, args, object);
    if (difference !== undefined) throw new PartialCreateError(object.id, outs, difference);
    return outs;
  }

  update = (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> =>
    withProviderLine(news, () => this.change(id, olds, news));

  private async change(id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> {
    const account = this.session.account();
    const args = await this.resolve(news);
    if (this.kind.existing === undefined) noteWritten(this.kind, account, args, id);
    const spent = spentBefore(olds) ?? (await spentNow(this.kind, account, id, olds, news));
    if (spent !== undefined) {
      if (spentBefore(olds) === undefined) await this.remove(id, olds);
      return { outs: plain({ ...given(olds), ...given(news), ...args, spent }) };
    }
    const recorded = { ...withoutSteering(this.kind, olds), ...news };
    if (this.kind.existing !== undefined) {
      const known = previousOf(olds);
      return { outs: await setExisting(this.kind, account, id, args, { recorded, known }) };
    }
    // Two that become the same object in one run are told apart here, as at their creation.
    const { after } = await account.exclusive(identityKey(this.kind, args), () =>
      updateObject(this.kind, account, id, args),
    );
    const difference = storedDifference(this.kind, args, after);
    if (difference !== undefined) throw new NetBirdError(difference);
    return { outs: stateOf(this.kind, after, args, recorded) };
  }

  /** Reads for a refresh (arguments as recorded) or for a look-up (a selector in `lookup`). */
  read = (id: string, props: Arguments): Promise<Read> =>
    withoutTrace(() => this.readObject(id, props));

  private async readObject(id: string, props: Arguments): Promise<Read> {
    const account = this.session.account();
    if (props.lookup !== undefined) return this.readFound(account, props);
    const args = objectArguments(this.kind, props);
    const object = await account.object(collectionOf(this.kind, args), id);
    if (object === undefined) {
      const remains = spentBefore(props) !== undefined;
      return remains ? { id, props, inputs: inputsOf(this.kind, props) } : { id: "" };
    }
    const state = stateOf(this.kind, object, args, props);
    // Where nothing has changed, the engine's arguments stand as well: half of what would be sent.
    if (isDeepStrictEqual(state, given(props))) return { id, props: state };
    return { id, props: state, inputs: inputsOf(this.kind, state) };
  }

  private async readFound(account: Account, props: Arguments): Promise<Read> {
    const { kind } = this;
    const selector = props.lookup as Arguments;
    const place = await placeOf(kind, account, selector);
    // What was found before is known by its id, whatever it is called by now.
    const found =
      typeof props.id === "string"
        ? await account.object(collectionOf(kind, place), props.id)
        : await lookUp(kind, account, selector);
    if (found === undefined) return { id: "" };
    const lookup = { ...selector, ...place, id: found.id };
    return { id: found.id, props: plain({ ...describe(kind, found), lookup }) };
  }

  delete = (id: string, props: Arguments): Promise<void> =>
    withoutTrace(async () => {
      const args = objectArguments(this.kind, props);
      // Another resource has the object by now, as one that was renamed in the program and adopts.
      if (isKept(this.kind, this.session.account(), args, id)) return;
      await this.remove(id, props);
    });

  private async remove(id: string, props: Arguments): Promise<void> {
    const { kind } = this;
    const account = this.session.account();
    const args = objectArguments(kind, props);
    if (kind.existing !== undefined) {
      if (leaves(props)) return;
      return giveBack(kind, account, id, args, previousOf(props));
    }
    try {
      await takeOutOwn(kind, account, id, args);
      await deleteObject(kind, account, id, args);
    } catch (error) {
      throw await this.explained(account, error);
    }
    release(kind, account, args, id);
  }

  private async explained(account: Account, error: unknown): Promise<unknown> {
    if (!(error instanceof ApiError)) return error;
    const why = await this.kind.explainRefusal?.(error, (collection) => account.list(collection));
    if (why === undefined) return error;
    return new NetBirdError(`Cannot delete ${this.kind.title} "${error.objectName}": ${why}`);
  }

  private resolve(values: Arguments): Promise<Arguments> {
    return resolveAll(this.kind, this.session.account(), this.argumentsOf(values));
  }

  private argumentsOf(values: Arguments): Arguments {
    protectAll((this.kind.secrets ?? []).map((name) => values[name]));
    return objectArguments(this.kind, values);
  }
}

/** What the program gives: null is nothing, and the provider's own line is not the program's. */
function given(values: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => name !== "__provider" && value !== null),
  );
}

function leaves({ onDelete }: Arguments): boolean {
  return onDelete === "leave";
}

/** What the program no longer says about how to treat the object is no longer so. */
function withoutSteering({ steering }: Kind, values: Arguments): Arguments {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !steering.includes(name)));
}

/** Whether the server has an argument as wanted; an object that is gone is no reason to change. */
function isThere(kind: Kind, name: string, args: Arguments, stored: Arguments | undefined) {
  return stored === undefined || isStored(kind, name, args, stored);
}

/** Whether the server shows that it has what is wanted: a credential that it hides may be another. */
function isShown(wanted: unknown, stored: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null)
    return wanted === stored || wanted === undefined;
  const shown = (stored ?? {}) as Arguments;
  return Object.entries(wanted).every(([name, value]) => isShown(value, shown[name]));
}

/**
 * The SDK prints the stack of whatever diff, read and delete throw. For our own errors it says
 * nothing that the message does not, and would bury it.
 */
export async function withoutTrace<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof NetBirdError) error.stack = "";
    throw error;
  }
}
