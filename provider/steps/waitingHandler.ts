import type * as z from "zod";
import type { Account } from "../api/account";
import type { Session } from "../api/session";
import { argumentsIn } from "../lifecycle/argumentChecks";
import type { Arguments, Problem } from "../lifecycle/kind";
import { hasUnknown } from "../lifecycle/unknown";
import { StepHandler } from "./stepHandler";

/** Something that a resource waits for. */
export interface Waiting {
  schema: z.ZodObject;
  /** Arguments that say what is waited for, all of them required: a change waits again. */
  subject: readonly string[];
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
    super(session, waiting.schema, waiting.subject);
  }

  protected override problems(inputs: Arguments): Problem[] {
    const known = Object.entries(inputs).filter(([, value]) => !hasUnknown(value));
    const issues = this.schema.partial().safeParse(Object.fromEntries(known)).error?.issues ?? [];
    const missing = this.waiting.subject.filter((name) => inputs[name] === undefined);
    return [
      ...issues.map(({ path, message }) => ({ property: String(path[0] ?? ""), reason: message })),
      ...missing.map((property) => ({ property, reason: "is missing" })),
    ];
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
    return { ...argumentsIn(this.schema, inputs), ...outputs };
  }
}
