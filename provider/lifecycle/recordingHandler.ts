import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Checked } from "./checking";
import { PartialCreateError } from "./engineErrors";
import type { Arguments } from "./kind";
import type { Made } from "./making";
import type { Read } from "./reading";
import { recalled, recalledReferences, recordOf } from "./record";
import type { Recordable } from "./record";

/** What a handler does with whole arguments. */
interface WholeHandler {
  configure(request: dynamic.ConfigureRequest): Promise<void>;
  check(olds: Arguments, news: Arguments): Promise<Checked>;
  diff(id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult>;
  create(inputs: Arguments): Promise<Made>;
  update(id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }>;
  read(id: string, props: Arguments): Promise<Read>;
  delete(id: string, props: Arguments): Promise<void>;
}

/** A handler as the engine calls it: with records instead of whole arguments. */
export class RecordingHandler implements dynamic.ResourceProvider {
  constructor(
    private readonly shape: Recordable,
    private readonly handler: WholeHandler,
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => this.handler.configure(request);

  check = async (olds: Arguments | undefined, news: Arguments): Promise<Checked> => {
    const { shape } = this;
    const isNew = olds === undefined || Object.keys(olds).length === 0;
    // What the program ignores the changes of comes from the record.
    const args = recalledReferences(shape, news);
    const { inputs, failures } = await this.handler.check(isNew ? {} : recalled(shape, olds), args);
    return { inputs: recordOf(shape, inputs, news), failures };
  };

  diff = (id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    this.handler.diff(id, recalled(this.shape, olds), recalled(this.shape, news));

  create = (inputs: Arguments): Promise<Made> =>
    this.recording(inputs, (args) => this.handler.create(args));

  update = (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> =>
    this.recording(news, (args) => this.handler.update(id, recalled(this.shape, olds), args));

  private async recording<Result extends { outs: Arguments }>(
    inputs: Arguments,
    write: (args: Arguments) => Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await write(recalled(this.shape, inputs));
      return { ...result, outs: recordOf(this.shape, result.outs, inputs) };
    } catch (error) {
      if (!(error instanceof PartialCreateError)) throw error;
      const properties = recordOf(this.shape, error.properties, inputs);
      throw new PartialCreateError(error.id, properties, error.message);
    }
  }

  read = async (id: string, props: Arguments): Promise<Read> => {
    // What a look-up found is there in full, for the program that asked.
    if (props.lookup !== undefined) return this.handler.read(id, props);
    const whole = recalled(this.shape, props);
    const read = await this.handler.read(id, whole);
    return {
      id: read.id,
      // Where nothing has changed, the record stands, also one of an older release.
      ...(read.props && {
        props: read.props === whole ? props : recordOf(this.shape, read.props, props),
      }),
      ...(read.inputs && { inputs: recordOf(this.shape, read.inputs, props) }),
    };
  };

  delete = (id: string, props: Arguments): Promise<void> =>
    this.handler.delete(id, recalled(this.shape, props));
}
