/** Programs that end at what their resources are refused for, without an engine. */
import * as pulumi from "@pulumi/pulumi";

export const mocks = {
  newResource: ({ inputs }: { inputs: object }) => ({ id: "1", state: inputs }),
  call: () => ({}),
};

/** Runs a program in a stack of its own; the message, if it is refused. */
export async function refusal(program: () => void): Promise<string | undefined> {
  let refused: unknown;
  await pulumi.runtime.runInPulumiStack(() => {
    // An error that leaves the stack would end the process.
    try {
      program();
    } catch (error) {
      refused = error;
    }
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  if (refused === undefined) return undefined;
  expect(refused).toBeInstanceOf(pulumi.RunError);
  return (refused as Error).message;
}
