import type { Account } from "../api/account";
import type { Session } from "../api/session";
import type { Arguments } from "../lifecycle/kind";
import { StepHandler } from "./stepHandler";
import type { StepShape } from "./stepHandler";

/** Something that a resource waits for. */
interface Waiting extends StepShape {
  /** Id of the resource, by what it waits for. */
  idOf: (args: Arguments) => string;
  /** Waits, and answers with the resource's outputs. */
  wait: (account: Account, args: Arguments) => Promise<Arguments>;
}

/**
 * A resource that waits in create and update, and does nothing else: it makes, changes and removes
 * nothing. Devices come and go; that one was there when it mattered is not undone by its going.
 */
export class WaitingHandler extends StepHandler {
  constructor(
    session: Session,
    private readonly waiting: Waiting,
  ) {
    super(session, waiting);
  }

  protected override idOf(inputs: Arguments): string {
    return this.waiting.idOf(inputs);
  }

  protected override async reach(
    _id: string,
    _olds: Arguments,
    inputs: Arguments,
  ): Promise<Arguments> {
    const account = this.session.account();
    const outputs = await this.waiting.wait(account, inputs);
    // What was waited for came without a write of ours.
    account.forgetAll();
    return { ...this.argumentsIn(inputs), ...outputs };
  }
}
