import type * as dynamic from "@pulumi/pulumi/dynamic";
import type * as z from "zod";
import type { Session } from "../api/session";
import { argumentsIn, schemaProblems } from "../lifecycle/argumentChecks";
import { withProviderLine, withoutTrace } from "../lifecycle/engineErrors";
import { sameValue } from "../lifecycle/equality";
import type { Arguments, Problem } from "../lifecycle/kind";
import { hasUnknown } from "../lifecycle/unknown";

/** What a read tells the engine. */
interface Read {
  id: string;
  props: Arguments;
  inputs?: Arguments;
}

/**
 * What the engine's dynamic-provider process calls for a resource that is no NetBird object, and so has
 * no kind: create and update do the same, bring about what the arguments ask for. What a resource does
 * not say otherwise: a schema says all about its arguments, the engine's record of it is not looked at
 * again, and nothing is undone when it is deleted.
 */
export abstract class StepHandler implements dynamic.ResourceProvider {
  /** @param subject arguments whose change is reason to act again; default: all */
  constructor(
    protected readonly session: Session,
    protected readonly schema: z.ZodObject,
    private readonly subject: readonly string[] = Object.keys(schema.shape),
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = async (
    olds: Arguments | undefined,
    news: Arguments,
  ): Promise<{ inputs: Arguments; failures: Problem[] }> => {
    const inputs = argumentsIn(this.schema, news);
    return { inputs, failures: await this.problems(inputs, olds ?? {}) };
  };

  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(async () => {
      const differs = this.subject.some(
        (name) => hasUnknown(news[name]) || !sameValue(news[name], olds[name]),
      );
      const changes = differs || (await this.isDue(olds, news));
      return { changes, replaces: [], deleteBeforeReplace: false };
    });

  create = async (inputs: Arguments): Promise<{ id: string; outs: Arguments }> => {
    const id = this.idOf(inputs);
    return { id, outs: await withProviderLine(inputs, () => this.reach(id, {}, inputs)) };
  };

  update = async (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> => ({
    outs: await withProviderLine(news, () => this.reach(id, olds, news)),
  });

  read = (id: string, props: Arguments): Promise<Read> =>
    withoutTrace(async () => ({ id, ...(await this.look(props)) }));

  delete = (_id: string, props: Arguments): Promise<void> => withoutTrace(() => this.undo(props));

  /** What is wrong with the arguments. */
  protected problems(inputs: Arguments, _olds: Arguments): Problem[] | Promise<Problem[]> {
    return schemaProblems(this.schema, inputs);
  }

  /** Whether there is something to do although the subject is what it was. */
  protected isDue(_olds: Arguments, _news: Arguments): boolean | Promise<boolean> {
    return false;
  }

  /** Id of the resource. */
  protected abstract idOf(inputs: Arguments): string;

  /**
   * Brings about what the arguments ask for, and answers with the state.
   * @param olds the state before; empty at creation
   */
  protected abstract reach(id: string, olds: Arguments, inputs: Arguments): Promise<Arguments>;

  /** The state at a refresh, and the arguments where it tells them. */
  protected look(props: Arguments): Omit<Read, "id"> | Promise<Omit<Read, "id">> {
    return { props };
  }

  /** What deleting the resource takes back. */
  protected undo(_props: Arguments): Promise<void> {
    return Promise.resolve();
  }
}
