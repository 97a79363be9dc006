import type * as dynamic from "@pulumi/pulumi/dynamic";
import type * as z from "zod";
import type { Collection } from "../api/account";
import type { Session } from "../api/session";
import { withProviderLine, withoutTrace } from "../lifecycle/engineErrors";
import { sameValue } from "../lifecycle/equality";
import type { Arguments, Problem } from "../lifecycle/kind";
import { askedReference, shapeProblems } from "../lifecycle/shapeProblems";
import { withoutNulls } from "../lifecycle/state";
import { hasUnknown } from "../lifecycle/unknown";

/** What a read tells the engine. */
interface Read {
  id: string;
  props: Arguments;
  inputs?: Arguments;
}

/** What a step takes. */
export interface StepShape {
  schema: z.ZodObject;
  /** Arguments whose change is reason to act again. Default: all. */
  subject?: readonly string[];
  /** Arguments that refer to objects, and to which. */
  references?: Readonly<Record<string, Collection>>;
}

/**
 * What becomes of the engine's calls for a resource that is no NetBird object, and so has no kind:
 * create and update do the same, bring about what the arguments ask for. What a resource does not say
 * otherwise: a schema says all about its arguments, the engine's record of it is not looked at again,
 * and nothing is undone when it is deleted.
 */
export abstract class StepHandler implements dynamic.ResourceProvider {
  constructor(
    protected readonly session: Session,
    /** What the step takes. */
    readonly shape: StepShape,
  ) {}

  protected get schema(): z.ZodObject {
    return this.shape.schema;
  }

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = async (
    olds: Arguments | undefined,
    news: Arguments,
  ): Promise<{ inputs: Arguments; failures: Problem[] }> => {
    const inputs = this.argumentsIn(news);
    return { inputs, failures: await this.problems(inputs, olds ?? {}) };
  };

  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(async () => {
      const { subject = Object.keys(this.schema.shape) } = this.shape;
      const differs = subject.some(
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

  /** The arguments that the schema knows, without what the program leaves out. */
  protected argumentsIn(values: Arguments): Arguments {
    const given = Object.entries(withoutNulls(values) as Arguments).filter(
      ([name, value]) => name in this.schema.shape && value !== undefined,
    );
    return Object.fromEntries(given);
  }

  /** What is wrong with the arguments. */
  protected problems(inputs: Arguments, _olds: Arguments): Problem[] | Promise<Problem[]> {
    return shapeProblems(
      this.schema,
      inputs,
      "this resource",
      askedReference(this.shape.references),
    );
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
