/** An answer that is not a success: status and message as the real server words them. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The server lower-cases most of its messages whole, user-supplied names included. */
export function refusal(status: number, message: string): Refusal {
  return new Refusal(status, message.toLowerCase());
}

/** The few messages that keep their case. */
export function refusalAsWritten(status: number, message: string): Refusal {
  return new Refusal(status, message);
}

/** There is no such endpoint, as of a path that nobody knows. */
export class NoEndpoint extends Error {}

/** The handler of the real server crashes here, and the connection closes without an answer. */
export class ConnectionLost extends Error {}
