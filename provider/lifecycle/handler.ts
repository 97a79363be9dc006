import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Account } from "../api/account";
import { NetBirdError } from "../api/errors";
import { protectAll } from "../api/redact";
import type { Session } from "../api/session";
import { checkArguments } from "./checking";
import type { Checked } from "./checking";
import { difference } from "./comparing";
import { removeObject } from "./deletion";
import { withoutTrace, withProviderLine } from "./engineErrors";
import { findExisting } from "./existing";
import { giveBack } from "./givingBack";
import type { Arguments, Kind } from "./kind";
import { makeOrAdopt } from "./making";
import type { Made } from "./making";
import { isKept, noteChecked, noteWritten } from "./owners";
import { readLookup, readRecorded } from "./reading";
import type { Read } from "./reading";
import { resolveAll } from "./references";
import { previousOf } from "./restoring";
import { setExisting } from "./settingExisting";
import { spentBefore, spentNow, spentState } from "./spent";
import {
  given,
  leaves,
  objectArguments,
  stateOf,
  storedDifference,
  withoutNulls,
  withoutSteering,
} from "./state";
import { identityKey } from "./uniqueness";
import { updateObject } from "./updating";

/** What becomes of the engine's calls, for one kind of object; a `RecordingHandler` takes them. */
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
    const args = withoutNulls(given(news)) as Arguments;
    const checked = await checkArguments(this.kind, this.session, args, olds);
    if (checked.failures.length === 0) {
      const isNew = Object.keys(given(olds)).length === 0;
      noteChecked(this.kind, this.session.account(), checked.inputs, isNew);
    }
    return checked;
  };

  diff = (id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(() => {
      this.protect(news);
      return difference(this.kind, this.session.account(), id, olds, news);
    });

  create = (inputs: Arguments): Promise<Made> =>
    withProviderLine(inputs, async () => {
      const account = this.session.account();
      const args = await this.resolve(account, inputs);
      return this.kind.existing === undefined
        ? makeOrAdopt(this.kind, account, args, inputs)
        : this.setFirst(account, args, inputs);
    });

  private async setFirst(account: Account, args: Arguments, inputs: Arguments): Promise<Made> {
    const { id } = await findExisting(this.kind, account, args);
    return { id, outs: await setExisting(this.kind, account, id, args, { recorded: inputs }) };
  }

  update = (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> =>
    withProviderLine(news, async () => ({ outs: await this.change(id, olds, news) }));

  private async change(id: string, olds: Arguments, news: Arguments): Promise<Arguments> {
    const { kind } = this;
    const account = this.session.account();
    const args = await this.resolve(account, news);
    if (kind.existing === undefined) noteWritten(kind, account, args, id);
    const spent = spentBefore(olds) ?? (await spentNow(kind, account, id, olds, news));
    if (spent !== undefined) {
      if (spentBefore(olds) === undefined) await this.remove(id, olds);
      return spentState(kind, given(olds), { ...given(news), ...args }, spent);
    }
    const recorded = { ...withoutSteering(kind, olds), ...news };
    if (kind.existing !== undefined) {
      return setExisting(kind, account, id, args, { recorded, known: previousOf(olds) });
    }
    // Two that become the same object in one run are told apart here, as at their creation.
    const { after } = await account.exclusive(identityKey(kind, args), () =>
      updateObject(kind, account, id, args),
    );
    const notStored = storedDifference(kind, args, after);
    if (notStored !== undefined) throw new NetBirdError(notStored);
    return stateOf(kind, after, args, recorded);
  }

  /** Reads for a refresh (arguments as recorded) or for a look-up (a selector in `lookup`). */
  read = (id: string, props: Arguments): Promise<Read> =>
    withoutTrace(() =>
      props.lookup === undefined
        ? readRecorded(this.kind, this.session.account(), id, props)
        : readLookup(this.kind, this.session.account(), props),
    );

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
    if (kind.existing === undefined) return removeObject(kind, account, id, args);
    if (!leaves(props)) await giveBack(kind, account, id, args, previousOf(props));
  }

  private resolve(account: Account, values: Arguments): Promise<Arguments> {
    this.protect(values);
    return resolveAll(this.kind, account, objectArguments(this.kind, values));
  }

  /** Keeps the credentials among the arguments out of every message. */
  private protect(values: Arguments): void {
    protectAll((this.kind.secrets ?? []).map((name) => values[name]));
  }
}
