/** What the engine makes of errors: which it records, and how much of them it prints. */
import { NetBirdError } from "../api/errors";
import type { Arguments } from "./kind";

/**
 * The object was created, but is not yet as it was asked for; or an update left it so. The engine
 * records an error that carries an `id` as "initialisation failed", with its properties, so the
 * next update repairs the object instead of creating a second one.
 */
export class PartialCreateError extends NetBirdError {
  readonly reasons: string[];

  constructor(
    readonly id: string,
    readonly properties: Arguments,
    reason: string,
  ) {
    super(reason);
    this.reasons = [this.message];
  }
}

/**
 * Adds the provider's line to what a failed call leaves for the state. The SDK adds it only to what
 * a call returns, and without it the engine could neither refresh nor delete the object.
 */
export async function withProviderLine<T>(
  { __provider }: Arguments,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof PartialCreateError && __provider !== undefined) {
      error.properties.__provider = __provider;
    }
    throw error;
  }
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
