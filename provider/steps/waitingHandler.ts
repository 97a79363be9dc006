import type * as dynamic from "@pulumi/pulumi/dynamic";
import type * as z from "zod";
import type { Account } from "../api/account";
import { sameValue } from "../lifecycle/equality";
import type { Arguments, Problem } from "../lifecycle/kind";
import type { Session } from "../api/session";
import { hasUnknown } from "../lifecycle/unknown";

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
 * What the engine's dynamic-provider process calls for a resource that waits in create and update,
 * and does nothing else: it makes, changes and removes nothing.
 */
export class WaitingHandler implements dynamic.ResourceProvider {
  constructor(
    private readonly session: Session,
    private readonly waiting: Waiting,
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = (
    _olds: unknown,
    news: Arguments,
  ): Promise<{ inputs: Arguments; failures: Problem[] }> => {
    const { schema, subject } = this.waiting;
    const inputs = this.argumentsOf(news);
    const known = Object.entries(inputs).filter(([, value]) => !hasUnknown(value));
    const issues = schema.partial().safeParse(Object.fromEntries(known)).error?.issues ?? [];
    const missing = subject.filter((name) => inputs[name] === undefined);
    const failures = [
      ...issues.map(({ path, message }) => ({ property: String(path[0] ?? ""), reason: message })),
      ...missing.map((property) => ({ property, reason: "is missing" })),
    ];
    return Promise.resolve({ inputs, failures });
  };

  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> => {
    const changes = this.waiting.subject.some((name) => {
      return hasUnknown(news[name]) || !sameValue(news[name], olds[name]);
    });
    return Promise.resolve({ changes, replaces: [], deleteBeforeReplace: false });
  };

  create = async (inputs: Arguments): Promise<{ id: string; outs: Arguments }> => ({
    id: this.waiting.idOf(inputs),
    outs: await this.wait(inputs),
  });

  update = async (
    _id: string,
    _olds: Arguments,
    news: Arguments,
  ): Promise<{ outs: Arguments }> => ({
    outs: await this.wait(news),
  });

  /** Devices come and go; that one was there when it mattered is not undone by its going. */
  read = (id: string, props: Arguments): Promise<{ id: string; props: Arguments }> =>
    Promise.resolve({ id, props });

  delete = (): Promise<void> => Promise.resolve();

  private async wait(args: Arguments): Promise<Arguments> {
    const account = this.session.account();
    const outputs = await this.waiting.wait(account, args);
    // What was waited for came without a write of ours.
    account.forgetAll();
    return { ...this.argumentsOf(args), ...outputs };
  }

  private argumentsOf(values: Arguments): Arguments {
    const given = Object.entries(values).filter(
      ([name, value]) => name in this.waiting.schema.shape && value !== undefined && value !== null,
    );
    return Object.fromEntries(given);
  }
}
