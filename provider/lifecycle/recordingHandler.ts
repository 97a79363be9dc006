import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Checked } from "./checking";
import { PartialCreateError } from "./engineErrors";
import type { Handler } from "./handler";
import type { Arguments, Kind } from "./kind";
import type { Made } from "./making";
import type { Read } from "./reading";
import { recalled, recordOf, withReferences } from "./record";

/** A handler as the engine calls it: with records instead of whole arguments. */
export class RecordingHandler implements dynamic.ResourceProvider {
  constructor(
    private readonly kind: Kind,
    private readonly handler: Handler,
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> =>
    this.handler.configure(request);

  check = async (olds: Arguments | undefined, news: Arguments): Promise<Checked> => {
    const { kind } = this;
    const isNew = olds === undefined || Object.keys(olds).length === 0;
    // What the program ignores the changes of comes from the record.
    const args = withReferences(kind, news);
    const { inputs, failures } = await this.handler.check(isNew ? {} : recalled(kind, olds), args);
    return { inputs: recordOf(kind, inputs, news), failures };
  };

  diff = (id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    this.handler.diff(id, recalled(this.kind, olds), recalled(this.kind, news));

  create = (inputs: Arguments): Promise<Made> =>
    this.recording(inputs, (args) => this.handler.create(args));

  update = (id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> =>
    this.recording(news, (args) => this.handler.update(id, recalled(this.kind, olds), args));

  private async recording<Result extends { outs: Arguments }>(
    inputs: Arguments,
    write: (args: Arguments) => Promise<Result>,
  ): Promise<Result> {
    try {
      const result = await write(recalled(this.kind, inputs));
      return { ...result, outs: recordOf(this.kind, result.outs, inputs) };
    } catch (error) {
      if (error instanceof PartialCreateError) {
        error.properties = recordOf(this.kind, error.properties, inputs);
      }
      throw error;
    }
  }

  read = async (id: string, props: Arguments): Promise<Read> => {
    // What a look-up found is there in full, for the program that asked.
    if (props.lookup !== undefined) return this.handler.read(id, props);
    const read = await this.handler.read(id, recalled(this.kind, props));
    if (read.props === undefined) return read;
    // Where nothing has changed, a record of an older release stays as it is.
    if (read.inputs === undefined) return { ...read, props };
    return {
      ...read,
      props: recordOf(this.kind, read.props, props),
      inputs: recordOf(this.kind, read.inputs, props),
    };
  };

  delete = (id: string, props: Arguments): Promise<void> =>
    this.handler.delete(id, recalled(this.kind, props));
}
